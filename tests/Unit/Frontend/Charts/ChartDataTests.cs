using Platform.Frontend.Charts;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Charts;

public sealed class ChartDataTests
{
    [Fact]
    public void A_value_has_the_colour_of_the_last_threshold_it_reached()
    {
        var style = new FieldStyle { Unit = "s", Thresholds = [new(double.NegativeInfinity, "green"), new(0.5, "yellow"), new(1, "red")], Words = [new(7, "SEVEN", "blue")] };
        style.Color(0.2).ShouldBe("green");
        style.Color(0.5).ShouldBe("yellow");
        style.Color(3).ShouldBe("red");
        style.Text(7).ShouldBe("SEVEN");
        style.Color(7).ShouldBe("blue");
    }
}
