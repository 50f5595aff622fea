using Platform.Fuzz.Inputs;
using Shouldly;
using Xunit;

namespace Platform.Unit.Fuzz.Inputs;

public sealed class DiceTests
{
    [Fact]
    public void The_randomness_of_a_request_depends_only_on_seed_and_number()
    {
        var one = new Dice(3, 17);
        var same = new Dice(3, 17);
        Enumerable.Range(0, 50).Select(_ => one.Below(1_000)).ShouldBe(Enumerable.Range(0, 50).Select(_ => same.Below(1_000)));
        Enumerable.Range(0, 200).Select(number => new Dice(3, number).Below(1_000_000)).Distinct().Count().ShouldBeGreaterThan(190);
    }
}
