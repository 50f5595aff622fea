using System.Buffers.Binary;
using System.Diagnostics;
using Platform.Testkit.Media;
using Shouldly;

namespace Platform.Integration.Worker;

/// <summary>Recordings made for a test.</summary>
internal static class Sounds
{
    private const int Header = 44;

    /// <summary>A WAV file, 16 kHz mono, of the samples of other such files one after the other.</summary>
    public static byte[] Join(IEnumerable<Recording> recordings) =>
        Wave([.. recordings.SelectMany(r => File.ReadAllBytes(r.File)[Header..].Concat(new byte[8_000]))]);

    /// <summary>All recordings twice with quiet between: enough for two parts, and no more to recognise than that takes.</summary>
    public static byte[] TwoParts() => Parts(2);

    /// <summary>All recordings so many times with quiet between: a part each.</summary>
    public static byte[] Parts(int count)
    {
        var once = Join(Recording.All)[Header..];
        return Wave([.. once, .. Enumerable.Range(1, count - 1).SelectMany(_ => (IEnumerable<byte>)[.. new byte[20 * 32_000], .. once])]);
    }

    public static byte[] Silence(double seconds) => Wave(new byte[(int)(seconds * 32_000) & ~1]);

    public static byte[] Wave(byte[] samples)
    {
        var wave = new byte[Header + samples.Length];
        File.ReadAllBytes(Recording.Shortest.File).AsSpan(0, Header).CopyTo(wave);
        BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(4), wave.Length - 8);
        BinaryPrimitives.WriteInt32LittleEndian(wave.AsSpan(40), samples.Length);
        samples.CopyTo(wave, Header);
        return wave;
    }

    public static async Task FfmpegAsync(params string[] arguments)
    {
        var (code, output) = await RunAsync("ffmpeg", ["-nostdin", "-v", "error", "-y", .. arguments]);
        code.ShouldBe(0, output);
    }

    public static async Task<(int Code, string Output)> RunAsync(string program, string[] arguments, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? "" };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, process.ExitCode == 0 ? await output : await output + await errors);
    }
}
