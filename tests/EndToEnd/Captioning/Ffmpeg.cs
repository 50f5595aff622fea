using System.Diagnostics;
using System.Globalization;
using Platform.Testkit.Media;

namespace Platform.EndToEnd.Captioning;

/// <summary>Makes media files for tests.</summary>
internal static class Ffmpeg
{
    public static async Task RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ffmpeg", ["-hide_banner", "-loglevel", "error", "-nostdin", "-y", .. arguments])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"ffmpeg ended with {process.ExitCode}: {error}");
        }
    }

    /// <summary>Joins the real recordings, over and over, to one of the given length.</summary>
    public static async Task JoinAsync(string target, TimeSpan length, ScratchFolder folder)
    {
        var list = folder.File("list.txt");
        await File.WriteAllLinesAsync(list, Recording.All.Select(r => $"file '{r.File}'"));
        await RunAsync(
            "-stream_loop", "-1", "-f", "concat", "-safe", "0", "-i", list, "-t", length.TotalSeconds.ToString(CultureInfo.InvariantCulture), "-c:a", "pcm_s16le", target);
    }
}
