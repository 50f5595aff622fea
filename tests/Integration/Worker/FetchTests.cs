using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Media;
using Shouldly;
using Xunit;

namespace Platform.Integration.Worker;

/// <summary>How recordings are fetched. Where one is fetched in the end, nothing is recognised in it: that takes longer, and others test it.</summary>
public sealed class FetchTests : IAsyncLifetime
{
    private readonly byte[] _speech = File.ReadAllBytes(Recording.Shortest.File);
    private readonly Socket _closed = BindOnly();
    private MediaServer _host = null!;
    private CaptionsHarness _captions = null!;

    public async Task InitializeAsync()
    {
        _host = await MediaServer.StartAsync();
        _captions = Harness();
    }

    public async Task DisposeAsync()
    {
        await _captions.DisposeAsync();
        await _host.DisposeAsync();
        _closed.Dispose();
    }

    [Theory]
    [InlineData(404, "media_not_found", false)]
    [InlineData(410, "media_not_found", false)]
    [InlineData(401, "media_refused", false)]
    [InlineData(429, "media_unreachable", true)]
    [InlineData(503, "media_unreachable", true)]
    public async Task A_download_refused_by_its_host_names_the_host(int status, string code, bool retryable)
    {
        var error = await _captions.FailAsync(new CaptionsInput(_host.AddStatus("/gone", status).ToString()));
        (error.Code, error.Retryable).ShouldBe((code, retryable));
        await ShouldHaveKeptNothing(_captions);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/a.wav", "invalid_url")]
    [InlineData("file:///etc/passwd", "invalid_url")]
    [InlineData("not a url", "invalid_url")]
    [InlineData("http://user:secret@127.0.0.1/a.wav", "invalid_url")]
    [InlineData("http://a\u00a0b/a.wav", "invalid_url")]
    [InlineData("http://10.0.0.1/a.wav", "address_not_allowed")]
    [InlineData("http://169.254.169.254/latest/meta-data", "address_not_allowed")]
    [InlineData("http://2130706433/a.wav", "address_not_allowed")]
    [InlineData("http://0x7f.0.0.1/a.wav", "address_not_allowed")]
    [InlineData("http://[::1]/a.wav", "address_not_allowed")]
    [InlineData("http://[::ffff:127.0.0.1]/a.wav", "address_not_allowed")]
    [InlineData("http://[64:ff9b::7f00:1]/a.wav", "address_not_allowed")]
    [InlineData("http://localhost/a.wav", "address_not_allowed")]
    public async Task Only_public_http_addresses_are_fetched(string url, string code)
    {
        var error = await _captions.FailAsync(new CaptionsInput(url));
        (error.Code, error.Retryable).ShouldBe((code, false));
    }

    [Fact]
    public async Task A_redirect_to_loopback_is_not_followed()
    {
        await using var inside = await MediaServer.StartAsync();
        var secret = inside.AddBytes("/secret.wav", _speech);
        var byAddress = _host.AddRedirect("/by-address", secret.ToString());
        var byName = _host.AddRedirect("/by-name", $"http://localhost:{secret.Port}/secret.wav");
        var byScheme = _host.AddRedirect("/by-scheme", "file:///etc/passwd");
        foreach (var url in (Uri[])[byAddress, byName, byScheme])
        {
            (await _captions.FailAsync(new CaptionsInput(url.ToString()))).Code.ShouldBe("address_not_allowed");
        }

        inside.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_allowed_redirect_is_followed_a_limited_number_of_times()
    {
        _host.AddBytes("/speech.wav", _speech, "audio/wav");
        var once = _host.AddRedirect("/once", "/speech.wav");
        var loop = _host.AddRedirect("/loop", "/loop");
        (await _captions.RunAsync(new CaptionsInput(once.ToString(), Recognise: false))).Result.MediaBytes.ShouldBe(_speech.Length);
        (await _captions.FailAsync(new CaptionsInput(loop.ToString()))).Code.ShouldBe("too_many_redirects");
    }

    [Fact]
    public async Task A_broken_or_stalled_download_resumes()
    {
        await using var captions = Harness(("Media:StallSeconds", "3"));
        var half = _speech.Length / 2;
        var url = _host.Add("/broken.wav", async context =>
        {
            // Whoever asks for the whole gets half: nothing but going on leads to the end, however often it is asked for.
            if (context.Request.Headers.Range.Count == 0)
            {
                context.Response.ContentLength = _speech.Length;
                context.Response.Headers.AcceptRanges = "bytes";
                context.Response.Headers.ETag = "\"one\"";
                await context.Response.Body.WriteAsync(_speech.AsMemory(0, half));
                await context.Response.Body.FlushAsync();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
                return;
            }

            context.Request.Headers.IfRange.ToString().ShouldBe("\"one\"");
            await Microsoft.AspNetCore.Http.TypedResults
                .Bytes(_speech, "audio/wav", enableRangeProcessing: true, entityTag: new Microsoft.Net.Http.Headers.EntityTagHeaderValue("\"one\"")).ExecuteAsync(context);
        });
        var (result, _) = await captions.RunAsync(new CaptionsInput(url.ToString(), Recognise: false));
        await using var stored = (await captions.Store.OpenReadAsync(result.MediaObject!))!;
        using var bytes = new MemoryStream();
        await stored.Content.CopyToAsync(bytes);
        bytes.ToArray().ShouldBe(_speech);
        _host.Requests.Count.ShouldBeGreaterThanOrEqualTo(2);
        _host.Requests.Last().ShouldContain("bytes=");
    }

    [Fact]
    public async Task A_permanently_broken_or_stalled_download_fails_as_retryable()
    {
        await using var captions = Harness(("Media:StallSeconds", "0.3"), ("Media:Resumes", "1"));
        var broken = _host.AddBroken("/broken", _speech[..1000], _speech.Length);
        var stalled = _host.AddStalled("/stalled", _speech[..1000], _speech.Length);
        var closed = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ClosedPort}/a.wav"));
        foreach (var url in (Uri[])[broken, stalled, closed])
        {
            var error = await captions.FailAsync(new CaptionsInput(url.ToString()));
            (error.Code, error.Retryable).ShouldBe(("media_unreachable", true));
        }

        await ShouldHaveKeptNothing(captions);
    }

    [Fact]
    public async Task A_download_beyond_the_size_limit_is_deleted()
    {
        await using var captions = Harness(("Media:MaxBytes", "50000"));
        var announced = _host.AddBytes("/large.wav", _speech);
        var endless = _host.AddEndless("/endless");
        (await captions.FailAsync(new CaptionsInput(announced.ToString()))).Code.ShouldBe("media_too_large");
        (await captions.FailAsync(new CaptionsInput(endless.ToString()))).Code.ShouldBe("media_too_large");
        await ShouldHaveKeptNothing(captions);
    }

    [Fact]
    public async Task An_empty_download_fails_as_empty_media()
    {
        (await _captions.FailAsync(new CaptionsInput(_host.AddBytes("/empty", []).ToString()))).Code.ShouldBe("empty_media");
        (await _captions.FailAsync(new CaptionsInput(UploadId: await _captions.UploadAsync([])))).Code.ShouldBe("empty_media");
        (await _captions.FailAsync(new CaptionsInput(UploadId: Guid.CreateVersion7()))).Code.ShouldBe("upload_not_found");
    }

    [Fact]
    public async Task A_page_without_a_recording_is_not_media()
    {
        var page = _host.AddHtml("/page", "<!doctype html><title>News</title><p>Words.</p>");
        (await _captions.FailAsync(new CaptionsInput(page.ToString()))).Code.ShouldBe("not_media");
        await ShouldHaveKeptNothing(_captions);
    }

    [Fact]
    public async Task A_page_with_a_recording_is_downloaded_through_the_guard()
    {
        await using var inside = await MediaServer.StartAsync();
        var secret = inside.AddBytes("/secret.mp4", _speech, "video/mp4");
        var good = _host.AddBytes("/speech.wav", _speech, "audio/wav");
        var page = _host.AddHtml("/page", $"<!doctype html><html><body><audio src=\"{good}\"></audio></body></html>");
        var bad = _host.AddHtml("/bad", $"<!doctype html><html><body><audio src=\"http://localhost:{secret.Port}/secret.mp4\"></audio></body></html>");
        (await _captions.RunAsync(new CaptionsInput(page.ToString(), Recognise: false))).Result.MediaBytes.ShouldBe(_speech.Length);
        (await _captions.FailAsync(new CaptionsInput(bad.ToString()))).Code.ShouldBe("address_not_allowed");
        inside.Requests.ShouldBeEmpty();
    }

    // Only this server and this port: another server on loopback stands for an inner network.
    private CaptionsHarness Harness(params (string Key, string Value)[] settings) => new(
        [("Media:AllowedHosts:0", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_host.Address.Port}")), ("Media:AllowedHosts:1", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{ClosedPort}")), .. settings]);

    // Bound and not listening for as long as the tests run: nobody else can take it, and connecting is refused.
    private static Socket BindOnly()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private int ClosedPort => ((IPEndPoint)_closed.LocalEndPoint!).Port;

    private static async Task ShouldHaveKeptNothing(CaptionsHarness captions)
    {
        (await captions.KeysAsync("media/", "work/", "captions/")).ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(captions.ScratchFolder).SelectMany(Directory.EnumerateDirectories).ShouldBeEmpty();
    }
}
