using System.Diagnostics;

namespace Platform.Accuracy.Running;

/// <summary>Runs a program that makes or reads sound.</summary>
internal static class Tool
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);

    /// <summary>Runs a program and returns its output.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<byte[]> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(s_longest);
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            await using var output = new MemoryStream();
            var errors = process.StandardError.ReadToEndAsync(stop.Token);
            await process.StandardOutput.BaseStream.CopyToAsync(output, stop.Token);
            await process.WaitForExitAsync(stop.Token);
            return process.ExitCode == 0 ? output.ToArray() : throw new InvalidOperationException($"{program} failed: {await errors}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>The samples that a program writes, raw.</summary>
    public static async Task<short[]> SamplesAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var bytes = await RunAsync(program, arguments, cancellationToken);
        var samples = new short[bytes.Length / sizeof(short)];
        Buffer.BlockCopy(bytes, 0, samples, 0, samples.Length * sizeof(short));
        return samples;
    }

    /// <summary>A recording as samples.</summary>
    public static Task<short[]> DecodeAsync(string file, IEnumerable<string> format, CancellationToken cancellationToken) =>
        SamplesAsync("ffmpeg", ["-nostdin", "-v", "error", .. format, "-i", file, "-ar", "16000", "-ac", "1", "-f", "s16le", "-"], cancellationToken);
}
