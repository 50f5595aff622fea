using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;
using Platform.Captions.Formats;
using Platform.Contracts.PublicApi;

namespace Platform.Benchmarks.UnderTest;

/// <summary>The studio alone, with a long document, without the platform: what is measured is the program in the browser.</summary>
internal sealed class StudioPage : IAsyncDisposable
{
    private const double CueSeconds = 2;
    private const int PeaksPerSecond = 50;
    private const string Sentence = "so many words are in each of the captions";

    private const string Html =
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>Studio</title>
        <link rel="stylesheet" href="/css/tokens.css"><link rel="stylesheet" href="/css/elements.css"></head>
        <body><div id="root"><audio controls src="/media" data-media></audio></div><script type="module" src="/bench.js"></script></body></html>
        """;

    private readonly WebApplication _app;

    private StudioPage(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    /// <summary>Whether the studio was compiled: where nodejs is missing it is not.</summary>
    public static bool Exists => File.Exists(Path.Combine(Root(), "studio", "attach.js"));

    /// <param name="cues">How many cues the document has.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<StudioPage> StartAsync(int cues, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(Root()) });
        app.MapGet("/", () => TypedResults.Text(Html, "text/html"));
        app.MapGet("/bench.js", () => TypedResults.PhysicalFile(Path.Combine(AppContext.BaseDirectory, "Studio", "bench.js"), "text/javascript"));
        app.MapGet("/peaks", () => TypedResults.Bytes(Peaks(cues)));
        app.MapGet("/media", () => TypedResults.Bytes(Silence(), "audio/wav"));
        var saved = 0;
        app.MapGet("/document", (HttpContext context) =>
        {
            context.Response.Headers.ETag = "\"r0\"";
            return TypedResults.Bytes(CaptionWriter.WriteUtf8(Document(cues), CaptionFormat.Json), "application/json");
        });
        app.MapPut("/document", async (HttpContext context) =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            context.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"r{Interlocked.Increment(ref saved)}\"");
            return TypedResults.NoContent();
        });
        await app.StartAsync(cancellationToken);
        return new StudioPage(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static CaptionDocument Document(int cues) => new("en", cues * CueSeconds, 0, [.. Enumerable.Range(0, cues).Select(CueAt)]);

    private static CaptionCue CueAt(int place)
    {
        var start = place * CueSeconds;
        var words = Sentence.Split(' ');
        var step = (CueSeconds - 0.1) / words.Length;
        return new CaptionCue(
            place + 1, start, start + CueSeconds - 0.1, Sentence,
            [.. words.Select((word, i) => new CaptionWord(word, start + (i * step), start + ((i + 1) * step), i % 5 == 0 ? 0.4 : 0.95))], null, FormattableString.Invariant($"cue-{place + 1}"));
    }

    private static byte[] Peaks(int cues)
    {
        var peaks = new byte[(int)(cues * CueSeconds * PeaksPerSecond)];
        for (var i = 0; i < peaks.Length; i++)
        {
            peaks[i] = (byte)(i % 100 < 90 ? 40 + (i % 60) : 2);
        }

        return peaks;
    }

    // A second of it, 8,000 samples of 8 bits: nobody listens.
    private static byte[] Silence()
    {
        const int Rate = 8_000;
        using var wave = new MemoryStream();
        using var writer = new BinaryWriter(wave);
        writer.Write("RIFF"u8);
        writer.Write(36 + Rate);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(Rate);
        writer.Write(Rate);
        writer.Write((short)1);
        writer.Write((short)8);
        writer.Write("data"u8);
        writer.Write(Rate);
        writer.Write(Enumerable.Repeat((byte)128, Rate).ToArray());
        writer.Flush();
        return wave.ToArray();
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Platform.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The benchmarks are run in the repository.");
        }

        return Path.Combine(folder, "Frontend", "wwwroot");
    }
}
