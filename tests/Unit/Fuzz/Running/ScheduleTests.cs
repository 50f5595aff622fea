using Platform.Fuzz.Cases;
using Platform.Fuzz.Inputs;
using Platform.Fuzz.Running;
using Platform.Fuzz.World;
using Shouldly;
using Xunit;

namespace Platform.Unit.Fuzz.Running;

public sealed class ScheduleTests
{
    private const int Many = 2_000;

    [Fact]
    public void A_seed_determines_the_requests()
    {
        var first = Names(Schedule(7));
        Names(Schedule(7)).ShouldBe(first);
        Names(Schedule(8)).ShouldNotBe(first);
    }

    [Fact]
    public void No_case_repeats_before_all_of_its_kind_have_run()
    {
        var names = Names(Schedule(7)).Where(name => name.StartsWith("graph", StringComparison.Ordinal)).Take(200).ToList();
        names.Distinct().Count().ShouldBe(200);
    }

    private static List<string> Names(Schedule schedule) => [.. Enumerable.Range(0, Many).Select(number => schedule[number].ToString())];

    private static Schedule Schedule(int seed) => new(
        seed,
        [Cases("api a", 900), Cases("api b", 30)],
        Cases("graph", 300),
        [Cases("page P a", 500), Cases("page b", 20)]);

    private static FuzzCase[] Cases(string name, int count) => [.. Enumerable.Range(0, count).Select(i => new NamedCase(name, $"{i}", isFirst: i == 0))];

    private sealed class NamedCase(string operation, string what, bool isFirst) : FuzzCase(operation, what)
    {
        public override bool IsRight => isFirst;

        public override bool HasBody => Operation.EndsWith('a');

        public override Task<Prepared> PrepareAsync(Scene scene, int lane, Dice dice, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
