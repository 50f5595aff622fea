using Platform.Captions.Layout;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.Captions.Layout;

public sealed class CueLayoutOptionsTests
{
    [Fact]
    public void Styles_are_clamped_to_their_range()
    {
        CueLayoutOptions.From(new CaptionStyle(9, 5, double.NaN)).ShouldBe(new CueLayoutOptions { Lines = CaptionStyle.MaxLines, LineLength = CaptionStyle.MinLineLength });
        CueLayoutOptions.From(new CaptionStyle(0, 500, 1)).ShouldBe(new CueLayoutOptions { Lines = CaptionStyle.MinLines, LineLength = CaptionStyle.MaxLineLength });
        CueLayoutOptions.From(null, "de").ShouldBe(new CueLayoutOptions { Language = "de" });
    }
}
