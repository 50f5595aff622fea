using System.Diagnostics;

namespace Platform.Observability.Rules;

/// <summary>Runs promtool or amtool to its end.</summary>
internal static class Tool
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(10);
    private static readonly string s_temporary = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    /// <summary>
    /// promtool of the system, and a newer one where there is one: the program that <c>PROMTOOL_NEWER</c> names, or <c>promtool3</c> of the
    /// search path. Ranges and flags differ between Prometheus 2 and 3.
    /// </summary>
    public static IReadOnlyList<string> Promtools { get; } = [.. ((string?[])["promtool", Newer()]).OfType<string>()];

    public static async Task<(int Code, string Output)> RunAsync(string program, string folder, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Collecting garbage after every other rule is a third of what the cases take; a run of them needs little memory. Each case has a database
            // of its own, which is brought to the disk as it is closed: there is none in memory.
            Environment = { ["GOGC"] = "1000", ["TMPDIR"] = s_temporary },
        })!;
        using var limit = new CancellationTokenSource(s_longest);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static string? Newer() => Environment.GetEnvironmentVariable("PROMTOOL_NEWER") is { Length: > 0 } named
        ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, "promtool3")).FirstOrDefault(File.Exists);
}
