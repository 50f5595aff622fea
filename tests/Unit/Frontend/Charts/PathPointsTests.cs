using System.Text;
using Platform.Frontend.Charts;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Charts;

public sealed class PathPointsTests
{
    [Theory]
    [InlineData(0, 1000, "M0 1000")]
    [InlineData(12.34, 12.36, "M12.3 12.4")]
    [InlineData(-0.04, -0.5, "M0 -0.5")]
    [InlineData(-10, 999.96, "M-10 1000")]
    public void Points_are_rounded_to_a_tenth(double x, double y, string expected) => new StringBuilder().Point('M', x, y).ToString().ShouldBe(expected);
}
