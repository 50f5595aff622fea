using Platform.Contracts.PublicApi;
using Platform.Worker.Media;
using Platform.Worker.Videos;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Videos;

public sealed class BurnedLooksTests
{
    private static readonly PictureInfo s_picture = new(0, "h264", 1280, 720);

    [Theory]
    [InlineData(1280, 720, 1920, 1080)]
    [InlineData(720, 1280, 1080, 1920)]
    [InlineData(500, 500, 1080, 1080)]
    [InlineData(0, 0, 1920, 1080)]
    [InlineData(10_000, 2, 8640, 1080)]
    public void Sizes_are_for_the_shorter_side(int width, int height, int lookWidth, int lookHeight)
    {
        var look = BurnedLooks.Of(null, new PictureInfo(0, "h264", width, height), "en");
        (look.Width, look.Height, look.FontSize, look.IsAtTop, look.DetectsDirection).ShouldBe((lookWidth, lookHeight, 60, false, true));
    }

    [Theory]
    [InlineData("en", "Noto Sans")]
    [InlineData("ar", "Noto Sans")]
    [InlineData("ja-JP", "Noto Sans CJK JP")]
    [InlineData("ko", "Noto Sans CJK KR")]
    [InlineData("zh", "Noto Sans CJK SC")]
    [InlineData("zh-Hans-CN", "Noto Sans CJK SC")]
    [InlineData("zh-Hant", "Noto Sans CJK TC")]
    [InlineData("zh-TW", "Noto Sans CJK TC")]
    [InlineData("yue", "Noto Sans CJK TC")]
    public void The_font_is_that_of_the_language(string language, string font) => BurnedLooks.Of(null, s_picture, language).Font.ShouldBe(font);

    [Fact]
    public void Size_and_place_are_those_that_were_asked_for()
    {
        var small = BurnedLooks.Of(new BurnedStyle(BurnedStyle.Small), s_picture, "en");
        var large = BurnedLooks.Of(new BurnedStyle(BurnedStyle.Large, BurnedStyle.Top), s_picture, "en");
        small.FontSize.ShouldBeLessThan(large.FontSize);
        (small.IsAtTop, large.IsAtTop).ShouldBe((false, true));
    }
}
