using Platform.Accuracy.Measures;
using Shouldly;
using Xunit;

namespace Platform.Unit.Accuracy.Measures;

public sealed class TimesCheckTests
{
    [Fact]
    public void Impossible_times_are_counted() =>
        TimesCheck.Broken([new("a", 0, 1, 1), new("b", 0.9, 1.5, 1), new("c", 2, 2.01, 1), new("d", 2.5, 3.5, 1)], 3).ShouldBe(3);
}
