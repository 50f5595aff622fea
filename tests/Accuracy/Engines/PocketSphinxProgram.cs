using System.Diagnostics;
using System.Globalization;
using Platform.Accuracy.Running;
using Platform.Accuracy.Sounds;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Files;

namespace Platform.Accuracy.Engines;

/// <summary>The product's other recogniser, for comparison.</summary>
internal static class PocketSphinxProgram
{
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(1);

    /// <summary>Hears a sound.</summary>
    public static async Task<Hearing> HearAsync(short[] samples, CancellationToken cancellationToken)
    {
        // What it takes for next to nothing is what it takes to load.
        var load = await RunAsync(Sound.Silence(0.2), cancellationToken);
        var heard = await RunAsync(samples, cancellationToken);
        return heard with { LoadSeconds = load.WallSeconds };
    }

    private static async Task<Hearing> RunAsync(short[] samples, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "sound.wav");
        await WaveFile.WriteAsync(file, samples, cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(s_longest);
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("pocketsphinx_continuous", ["-infile", file, "-time", "yes", "-logfn", "/dev/null"]) { RedirectStandardOutput = true })!;
        try
        {
            var use = ProcessUse.WatchAsync(process, stop.Token);
            List<CaptionWord> words = [];
            while (await process.StandardOutput.ReadLineAsync(stop.Token) is { } line)
            {
                if (line.Split(' ') is [{ Length: > 0 } text, var start, var end, _] && text[0] is not ('<' or '[' or '+') && Number(start) is { } from && Number(end) is { } to)
                {
                    words.Add(new CaptionWord(text.Split('(')[0], from, to, null));
                }
            }

            var (cpu, memory) = await use;
            return new Hearing(words, 0, Stopwatch.GetElapsedTime(began).TotalSeconds, cpu, memory);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static double? Number(string text) =>
        text.Contains('.', StringComparison.Ordinal) && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : null;
}
