using System.Collections.Concurrent;

namespace Platform.Worker.Processes;

/// <summary>
/// Says at the worker's start which programs do not run where media are read although they are installed: those in a folder that is hidden
/// there, or below somebody's home, may need more than their own file.
/// </summary>
/// <param name="programs">Each with the option at which it ends well at once.</param>
/// <param name="files">What is hidden.</param>
/// <param name="children">Runs them.</param>
/// <param name="scratch">Where they run.</param>
/// <param name="logger">Told what does not run.</param>
internal sealed partial class ProgramCheck(
    IReadOnlyList<(string Program, string Option)> programs, FileFence files, ChildProcess children, ScratchSpace scratch, ILogger<ProgramCheck> logger) : BackgroundService
{
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, string> _refused = new(StringComparer.Ordinal);

    /// <summary>Whether it was found not to run.</summary>
    public bool IsRefused(string program) => _refused.ContainsKey(program);

    /// <summary>Runs those of which it is not sure.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        foreach (var (program, option) in programs)
        {
            if (ProgramPath.Find(program, Environment.GetEnvironmentVariable("PATH")) is { } path && (files.IsHidden(path) || IsBelowHome(path))
                && !await RunsAsync(program, option, cancellationToken).ConfigureAwait(false)
                && _refused.TryAdd(program, path))
            {
                LogRefused(program, path);
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => CheckAsync(stoppingToken);

    private static bool IsBelowHome(string path) =>
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 1 } home && path.StartsWith(home + "/", StringComparison.Ordinal);

    private async Task<bool> RunsAsync(string program, string option, CancellationToken cancellationToken)
    {
        using var folder = scratch.Create($"check-{Guid.CreateVersion7():N}");
        try
        {
            var result = await children.RunAsync(
                new ChildCommand(program, [option], _longest)
                {
                    WorkingFolder = folder.Path,
                    Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["TMPDIR"] = folder.Path },
                },
                onLine: null,
                cancellationToken).ConfigureAwait(false);
            return result.ExitCode == 0;
        }
        catch (ChildTimeoutException)
        {
            // A machine that is that slow says nothing of the program.
            return true;
        }
        catch (TimeoutException)
        {
            return true;
        }
    }

    [LoggerMessage(1, LogLevel.Error, "{Program} at {Path} does not run where media are read: folders with what is temporary, with what runs and with other jobs' files are hidden there, and something that it needs is in one of them or not for the worker to read. Install it elsewhere, such as in /usr/local.")]
    private partial void LogRefused(string program, string path);
}
