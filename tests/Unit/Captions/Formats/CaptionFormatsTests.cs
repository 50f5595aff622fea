using Platform.Captions.Formats;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.Captions.Formats;

public sealed class CaptionFormatsTests
{
    [Fact]
    public void Every_format_is_found_by_its_name_alone()
    {
        CaptionFormats.Names.ShouldBeUnique();
        CaptionFormats.Names.Select(CaptionFormats.Find).ShouldBe(CaptionFormat.All);
        CaptionFormats.Find("VTT").ShouldBeNull();
        CaptionFormats.Find(null).ShouldBeNull();
    }

    [Fact]
    public void Every_format_is_written()
    {
        var document = new CaptionDocument("en", 10, 0, [new CaptionCue(1, 1, 2, "hello", null)]);
        foreach (var format in CaptionFormat.All)
        {
            CaptionWriter.Write(document, format).ShouldContain("hello");
        }
    }
}
