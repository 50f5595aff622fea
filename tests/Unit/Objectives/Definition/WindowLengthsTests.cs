using Platform.Objectives.Definition;
using Shouldly;
using Xunit;

namespace Platform.Unit.Objectives.Definition;

public sealed class WindowLengthsTests
{
    [Theory]
    [InlineData("5m", 5)]
    [InlineData("6h", 360)]
    [InlineData("3d", 4320)]
    public void A_length_is_read(string length, int minutes)
    {
        WindowLengths.IsLength(length).ShouldBeTrue();
        WindowLengths.Minutes(length).ShouldBe(minutes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0m")]
    [InlineData("5")]
    [InlineData("5s")]
    [InlineData("1.5h")]
    [InlineData("5m\n")]
    public void Other_texts_are_none(string length) => WindowLengths.IsLength(length).ShouldBeFalse();
}
