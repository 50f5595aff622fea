using Platform.Frontend.Charts;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Charts;

public sealed class UnitsTests
{
    [Theory]
    [InlineData(0, "short", null, "0")]
    [InlineData(1234, "short", null, "1.23 K")]
    [InlineData(2_500_000, "short", null, "2.5 M")]
    [InlineData(0.0123, "percentunit", null, "1.23 %")]
    [InlineData(1, "percentunit", null, "100 %")]
    [InlineData(0.0004, "s", null, "400 µs")]
    [InlineData(0.25, "s", null, "250 ms")]
    [InlineData(0, "s", null, "0 s")]
    [InlineData(90, "s", null, "1.5 min")]
    [InlineData(3, "d", null, "3 d")]
    [InlineData(1536, "bytes", null, "1.5 KiB")]
    [InlineData(0, "bytes", null, "0 B")]
    [InlineData(1048576, "Bps", null, "1 MiB/s")]
    [InlineData(12.5, "reqps", null, "12.5 req/s")]
    [InlineData(7, "short", 0, "7")]
    [InlineData(double.NaN, "s", null, "–")]
    [InlineData(double.PositiveInfinity, "s", null, "∞")]
    public void Values_are_short_and_have_their_unit(double value, string unit, int? decimals, string expected) =>
        Units.Format(value, unit, decimals).ShouldBe(expected);

    [Theory]
    [InlineData(0.0123, "percentunit", "1,23%")]
    [InlineData(1234, "short", "1,23 mil")]
    [InlineData(2_500_000_000, "reqps", "2,5 bi req/s")]
    [InlineData(1536, "bytes", "1,5 KiB")]
    public void Portuguese_has_its_own_names_of_large_numbers_and_no_space_in_percentages(double value, string unit, string expected)
    {
        using var speaking = new InLanguage("pt-BR");
        Units.Format(value, unit).ShouldBe(expected);
        Units.NamesOfLarge.ShouldBe("mil,mi,bi,tri");
    }
}
