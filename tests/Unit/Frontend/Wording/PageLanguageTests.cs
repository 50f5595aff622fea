using Platform.Frontend.Charts;
using Platform.Frontend.Elements;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Wording;

public sealed class PageLanguageTests
{
    [Theory]
    [InlineData("en", "1.5 s", "1:02.4", "1.40 GB", "06-01")]
    [InlineData("pt-BR", "1,5 s", "1:02,4", "1,40 GB", "01/06")]
    public void Numbers_and_dates_follow_the_language(string tag, string length, string position, string size, string day)
    {
        using var speaking = new InLanguage(tag);
        Units.Format(1.5, "s").ShouldBe(length);
        Durations.Position(62.4).ShouldBe(position);
        Durations.Bytes(1_400_000_000).ShouldBe(size);
        var june = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
        Ticks.Times(june, june.AddDays(4), TimeZoneInfo.Utc, 5).First().Text.ShouldBe(day);
    }
}
