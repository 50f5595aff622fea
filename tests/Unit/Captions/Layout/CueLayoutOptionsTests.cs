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
        CueLayoutOptions.From(new CaptionStyle(9, 5, double.NaN)).ShouldBe(new CueLayoutOptions { Lines = 3, LineLength = 20 });
        CueLayoutOptions.From(new CaptionStyle(0, 500, 1)).ShouldBe(new CueLayoutOptions { Lines = 1, LineLength = 60 });
        CueLayoutOptions.From(null, "de").ShouldBe(new CueLayoutOptions { Language = "de" });
    }
}
