using System.Diagnostics;
using Platform.Testkit.Files;
using Shouldly;

namespace Platform.Unit.Deployment;

/// <summary>Runs a script of the repository to its end.</summary>
internal static class Script
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    /// <summary>Runs it in the root of the repository, and returns what it printed.</summary>
    public static async Task<string> RunAsync(string path, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(RepositoryRoot.Combine(path), arguments)
        {
            WorkingDirectory = RepositoryRoot.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(s_longest);
        process.ExitCode.ShouldBe(0, await errors);
        return await output;
    }
}
