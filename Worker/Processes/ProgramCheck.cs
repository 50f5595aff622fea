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
/// <param name="time">Tells when to look again.</param>
/// <param name="logger">Told what does not run.</param>
internal sealed partial class ProgramCheck(
    IReadOnlyList<(string Program, string Option)> programs, FileFence files, ChildProcess children, ScratchSpace scratch, TimeProvider time, ILogger<ProgramCheck> logger) : BackgroundService
{
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _again = TimeSpan.FromMinutes(5);

    // When each was last found not to run.
    private readonly ConcurrentDictionary<string, long> _refused = new(StringComparer.Ordinal);

    /// <summary>Whether it was found not to run. What was found a while ago is looked at again: it may have been a bad moment of the machine.</summary>
    public async ValueTask<bool> IsRefusedAsync(string program, CancellationToken cancellationToken)
    {
        if (!_refused.TryGetValue(program, out var found))
        {
            return false;
        }

        if (time.GetElapsedTime(found) < _again || !_refused.TryUpdate(program, time.GetTimestamp(), found))
        {
            return true;
        }

        if (!await RunsAsync(program, programs.First(known => known.Program == program).Option, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        _refused.TryRemove(program, out _);
        LogRuns(program);
        return false;
    }

    /// <summary>Runs those of which it is not sure.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        foreach (var (program, option) in programs)
        {
            if (ProgramPath.Find(program, Environment.GetEnvironmentVariable("PATH")) is { } path && (files.IsHidden(path) || IsBelowHome(path))
                && !await RunsAsync(program, option, cancellationToken).ConfigureAwait(false)
                && _refused.TryAdd(program, time.GetTimestamp()))
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
        try
        {
            using var folder = scratch.Create($"check-{Guid.CreateVersion7():N}");
            var result = await children.RunAsync(
                new ChildCommand(program, [option], _longest)
                {
                    WorkingFolder = folder.Path,
                    Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["TMPDIR"] = folder.Path },
                },
                onLine: null,
                cancellationToken).ConfigureAwait(false);

            // A namespace that could not be made this once says nothing of the program, nor does a machine that is too slow, full or short
            // of processes.
            return result.ExitCode == 0 || result.Errors.StartsWith("unshare: ", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogNotChecked(program, exception.Message);
            return true;
        }
    }

    [LoggerMessage(2, LogLevel.Information, "{Program} runs after all")]
    private partial void LogRuns(string program);

    [LoggerMessage(3, LogLevel.Warning, "Whether {Program} runs where media are read is not known: {Reason}")]
    private partial void LogNotChecked(string program, string reason);

    [LoggerMessage(1, LogLevel.Error, "{Program} at {Path} does not run where media are read: folders with what is temporary, with what runs and with other jobs' files are hidden there, and something that it needs is in one of them or not for the worker to read. Install it elsewhere, such as in /usr/local.")]
    private partial void LogRefused(string program, string path);
}
