using Platform.Captions.Importing;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Finishing;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Finishing;

public sealed class ImportedFilesTests
{
    [Theory]
    [InlineData("talk.srt", "srt")]
    [InlineData("TALK.VTT", "vtt")]
    [InlineData("my.talk.dfxp", "ttml")]
    [InlineData("talk.xml", "ttml")]
    [InlineData("talk.ttml", "ttml")]
    [InlineData("talk.sbv", "sbv")]
    [InlineData("talk.txt", "txt")]
    [InlineData("talk.ass", null)]
    [InlineData("srt", null)]
    [InlineData("", null)]
    public void A_file_has_the_format_of_its_extension(string name, string? format) => (ImportedFiles.FormatOf(name)?.Name).ShouldBe(format);

    [Fact]
    public void Each_format_that_the_API_imports_is_offered_up_to_the_size_that_it_takes()
    {
        var offered = ImportedFiles.Extensions.Split(',');
        foreach (var format in CaptionFormat.All.Where(format => format.IsImported))
        {
            offered.ShouldContain("." + format.Extension);
            ImportedFiles.FormatOf("a." + format.Extension).ShouldBe(format);
        }

        ImportedFiles.MaxBytes.ShouldBe(CaptionImport.MaxBytes);
    }
}
