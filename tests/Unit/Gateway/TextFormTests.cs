using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Platform.ApiGateway.CaptionFiles;
using Platform.ApiGateway.Problems;
using Platform.ApiGateway.Submission;
using Platform.ApiGateway.Uploads;
using Shouldly;
using Xunit;

namespace Platform.Unit.Gateway;

public sealed class TextFormTests
{
    [Theory]
    [InlineData(null, true, null)]
    [InlineData("abc", true, "abc")]
    [InlineData("\"abc\"", true, "abc")]
    [InlineData("", false, null)]
    [InlineData("\"\"", false, null)]
    [InlineData("caf\u00e9", false, null)]
    [InlineData("a\tb", false, null)]
    public void Idempotency_keys(string? header, bool isValid, string? key)
    {
        var request = new DefaultHttpContext().Request;
        if (header is not null)
        {
            request.Headers[IdempotencyKey.Header] = header;
        }

        IdempotencyKey.TryRead(request, out var read, out var problem).ShouldBe(isValid);
        read.ShouldBe(key);
        (problem is null).ShouldBe(isValid);
    }

    [Theory]
    [InlineData("http://example.org/a", null)]
    [InlineData("https://example.org:8443/a?b=c#d", null)]
    [InlineData("HTTPS://EXAMPLE.ORG", null)]
    [InlineData("https://b\u00fccher.example/a", null)]
    [InlineData("", "1 to 2,048")]
    [InlineData("example.org/a", "absolute")]
    [InlineData("//example.org/a", "http")]
    [InlineData("http://", "absolute")]
    [InlineData("http://exa mple.org/", "absolute")]
    [InlineData("http://example.org/a\nb", "absolute")]
    [InlineData("http://a\uffff.example/", "host name")]
    [InlineData("ftp://example.org/a", "http")]
    [InlineData("file:///etc/passwd", "http")]
    [InlineData("data:audio/wav;base64,AAAA", "http")]
    [InlineData("gopher://example.org", "http")]
    [InlineData("http://u@example.org/", "User names")]
    [InlineData("http://u:p@example.org/", "User names")]
    public void Addresses(string url, string? fault)
    {
        var found = TargetGuard.Syntax(url, out var uri);
        if (fault is null)
        {
            found.ShouldBeNull();
            uri.ShouldNotBeNull();
        }
        else
        {
            found.ShouldNotBeNull().ShouldContain(fault);
            uri.ShouldBeNull();
        }
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("filename dGFsay53YXY=", 1)]
    [InlineData("filename dGFsay53YXY=,is_confidential", 2)]
    [InlineData("a YQ==, b Yg==", 2)]
    [InlineData("a !", -1)]
    [InlineData(",", -1)]
    [InlineData("a YQ==,a Yg==", -1)]
    public void Upload_metadata(string header, int count)
    {
        var metadata = Tus.ReadMetadata(header);
        (metadata?.Count ?? -1).ShouldBe(count);
    }

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
    public void File_names(string? title, string? extension, string header) =>
        CaptionFileStore.Disposition(title, Guid.Empty, extension).ShouldBe(header);

    [Theory]
    [InlineData(".mp4 .MP3 .wav .w64 .flac .ogg .oga .ogv .opus .mkv .mka .webm .weba .mov .m4a .m4b .m4v .mp2 .mpga .mpg .mpeg .ts .mts .m2ts .avi .flv .asf .wma .wmv .aac .ac3 .aif .aiff .amr .au .caf .3gp .3g2 .mj2 .ape .tta .wv .dts .vob", true)]
    [InlineData(".5 .2026 .27 .final .No .vtt .txt .pdf .com .mp .4 .mp44 .\u00e9", false)]
    public void Ends_of_names_that_are_a_recordings(string ends, bool isRecording)
    {
        foreach (var end in ends.Split(' '))
        {
            ContentDispositionHeaderValue.Parse(CaptionFileStore.Disposition("talk" + end, Guid.Empty, "srt")).FileNameStar.Value
                .ShouldBe(isRecording ? "talk.srt" : $"talk{end}.srt");
        }
    }

    [Theory]
    [InlineData("\"1\"", "\"1\"", true)]
    [InlineData("W/\"1\"", "\"1\"", true)]
    [InlineData("\"2\", \"1\"", "\"1\"", true)]
    [InlineData("*", "\"1\"", true)]
    [InlineData("\"2\"", "\"1\"", false)]
    [InlineData("nonsense", "\"1\"", false)]
    public void Known_versions(string header, string etag, bool isKnown)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.IfNoneMatch = header;
        Preconditions.IsKnown(request, etag).ShouldBe(isKnown);
    }

    [Theory]
    [InlineData(null, "\"1\"", null)]
    [InlineData("\"1\"", "\"1\"", true)]
    [InlineData("W/\"1\"", "\"1\"", false)]
    [InlineData("\"2\"", "\"1\"", false)]
    [InlineData("nonsense", "\"1\"", false)]
    public void Expected_versions(string? header, string etag, bool? isMatch)
    {
        var request = new DefaultHttpContext().Request;
        if (header is not null)
        {
            request.Headers.IfMatch = header;
        }

        Preconditions.IsMatch(request, etag).ShouldBe(isMatch);
    }
}
