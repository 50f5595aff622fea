using Microsoft.Net.Http.Headers;
using Platform.ApiGateway.CaptionFiles;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.CaptionFiles;

public sealed class CaptionFileStoreTests
{
    [Theory]
    [InlineData("Talk", "vtt", "attachment; filename=Talk.vtt; filename*=UTF-8''Talk.vtt")]
    [InlineData("talk.final.mp4", "srt", "attachment; filename=talk.final.srt; filename*=UTF-8''talk.final.srt")]
    [InlineData("Board meeting 2026.11.27", "srt", "attachment; filename=\"Board meeting 2026.11.27.srt\"; filename*=UTF-8''Board%20meeting%202026.11.27.srt")]
    [InlineData("report v1.5", "vtt", "attachment; filename=\"report v1.5.vtt\"; filename*=UTF-8''report%20v1.5.vtt")]
    [InlineData("report v1.5.MP3", "json", "attachment; filename=\"report v1.5.json\"; filename*=UTF-8''report%20v1.5.json")]
    [InlineData("Dr. No", "vtt", "attachment; filename=\"Dr. No.vtt\"; filename*=UTF-8''Dr.%20No.vtt")]
    [InlineData("1.mp4.mp4", "vtt", "attachment; filename=1.mp4.vtt; filename*=UTF-8''1.mp4.vtt")]
    [InlineData("talk.mp4", null, "attachment; filename=talk.mp4; filename*=UTF-8''talk.mp4")]
    [InlineData("R\u00e9sum\u00e9 \u4f1a\u8bae.wav", "srt", "attachment; filename=\"R_sum_ __.srt\"; filename*=UTF-8''R%C3%A9sum%C3%A9%20%E4%BC%9A%E8%AE%AE.srt")]
    [InlineData("it's (50%); a, b=c", "vtt", "attachment; filename=\"it's (50%); a, b=c.vtt\"; filename*=UTF-8''it%27s%20%2850%25%29%3B%20a%2C%20b%3Dc.vtt")]
    [InlineData("...", "txt", "attachment; filename=00000000-0000-0000-0000-000000000000.txt; filename*=UTF-8''00000000-0000-0000-0000-000000000000.txt")]
    [InlineData("\ud83d\ude00\u202egpj", "txt", "attachment; filename=___gpj.txt; filename*=UTF-8''%F0%9F%98%80%E2%80%AEgpj.txt")]
    [InlineData("../../etc/passwd", "txt", "attachment; filename=_.._etc_passwd.txt; filename*=UTF-8''_.._etc_passwd.txt")]
    [InlineData(null, "txt", "attachment; filename=00000000-0000-0000-0000-000000000000.txt; filename*=UTF-8''00000000-0000-0000-0000-000000000000.txt")]
    public void Download_names_are_made_from_titles(string? title, string? extension, string header) =>
        CaptionFileStore.Disposition(title, Guid.Empty, extension).ShouldBe(header);

    [Theory]
    [InlineData(".mp4 .MP3 .wav .w64 .flac .ogg .oga .ogv .opus .mkv .mka .webm .weba .mov .m4a .m4b .m4v .mp2 .mpga .mpg .mpeg .ts .mts .m2ts .avi .flv .asf .wma .wmv .aac .ac3 .aif .aiff .amr .au .caf .3gp .3g2 .mj2 .ape .tta .wv .dts .vob", true)]
    [InlineData(".5 .2026 .27 .final .No .vtt .txt .pdf .com .mp .4 .mp44 .\u00e9", false)]
    public void Only_extensions_of_recordings_are_removed_from_titles(string ends, bool isRecording)
    {
        foreach (var end in ends.Split(' '))
        {
            ContentDispositionHeaderValue.Parse(CaptionFileStore.Disposition("talk" + end, Guid.Empty, "srt")).FileNameStar.Value
                .ShouldBe(isRecording ? "talk.srt" : $"talk{end}.srt");
        }
    }
}
