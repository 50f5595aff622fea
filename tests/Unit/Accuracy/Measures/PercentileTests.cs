using Platform.Accuracy.Measures;
using Shouldly;
using Xunit;

namespace Platform.Unit.Accuracy.Measures;

public sealed class PercentileTests
{
    [Fact]
    public void Percentiles_are_values_that_were_measured()
    {
        var values = Enumerable.Range(1, 100).Select(i => (double)i).Reverse().ToArray();
        Percentile.Of(values, 0.5).ShouldBe(51);
        Percentile.Of(values, 0.95).ShouldBe(96);
        Percentile.Of([], 0.5).ShouldBe(double.NaN);
    }
}
