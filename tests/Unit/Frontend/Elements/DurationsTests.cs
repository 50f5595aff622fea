using Platform.Frontend.Elements;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Elements;

public sealed class DurationsTests
{
    [Theory]
    [InlineData(0.2, "< 1 s")]
    [InlineData(59, "59 s")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(7500, "2 h 5 min")]
    public void Durations_are_formatted_readably(double seconds, string expected) =>
        Durations.Words(TimeSpan.FromSeconds(seconds)).ShouldBe(expected);

    [Theory]
    [InlineData(0, "0:00.0")]
    [InlineData(9.96, "0:10.0")]
    [InlineData(59.96, "1:00.0")]
    [InlineData(3661.25, "1:01:01.3")]
    public void Rounding_of_positions_carries_over(double seconds, string expected) => Durations.Position(seconds).ShouldBe(expected);
}
