using System.Diagnostics;
using Platform.Testkit.Files;

namespace Platform.Integration;

/// <summary>A folder with programs of npm, run by node.</summary>
internal sealed class NodeFolder
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);
    private readonly string _path;
    private readonly Lazy<Task> _installed;

    /// <param name="package">What is there once all are.</param>
    /// <param name="path">Where it is in the repository.</param>
    public NodeFolder(string package, params string[] path)
    {
        _path = RepositoryRoot.Combine(path);
        _installed = new Lazy<Task>(() => Directory.Exists(Path.Combine(_path, "node_modules", package))
            ? Task.CompletedTask
            : StartAsync("npm", "ci", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"));
    }

    /// <summary>The path of a file in it.</summary>
    public string File(params ReadOnlySpan<string> parts) => Path.Combine([_path, .. parts]);

    /// <summary>Runs node there and returns what it prints; its programs are installed first, where they are not.</summary>
    /// <exception cref="InvalidOperationException">It failed; with all that it said.</exception>
    public async Task<string> RunAsync(params string[] arguments)
    {
        await _installed.Value;
        return await StartAsync("node", arguments);
    }

    private async Task<string> StartAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = _path,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var timeout = new CancellationTokenSource(s_longest);
        var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        var errors = process.StandardError.ReadToEndAsync(timeout.Token);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {await errors} {await output}");
    }
}
