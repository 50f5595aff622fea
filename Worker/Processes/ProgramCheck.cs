using System.Collections.Concurrent;

namespace Platform.Worker.Processes;

/// <summary>
/// Checks at the worker's start that the installed programs run in the restricted environment in which media are read: those in a folder that is
/// hidden there, or in a home folder, may need more than their own file.
/// </summary>
/// <param name="programs">The programs, each with the option with which it exits successfully at once.</param>
/// <param name="files">Determines which files are hidden.</param>
/// <param name="children">Runs the programs.</param>
/// <param name="scratch">The working folder.</param>
/// <param name="time">Determines when to check again.</param>
/// <param name="logger">Receives the failures.</param>
internal sealed partial class ProgramCheck(
    IReadOnlyList<(string Program, string Option)> programs, FileFence files, ChildProcess children, ScratchSpace scratch, TimeProvider time, ILogger<ProgramCheck> logger) : BackgroundService
{
    private static readonly TimeSpan s_maxTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_again = TimeSpan.FromMinutes(5);

    // When each program was last found not to run.
    private readonly ConcurrentDictionary<string, long> _refused = new(StringComparer.Ordinal);

    /// <summary>
    /// Checks whether a program was found not to run. An old result is checked again, because it may have been a temporary problem of the machine.
    /// </summary>
    public async ValueTask<bool> IsRefusedAsync(string program, CancellationToken cancellationToken)
    {
        if (!_refused.TryGetValue(program, out var found))
        {
            return false;
        }

        if (time.GetElapsedTime(found) < s_again || !_refused.TryUpdate(program, time.GetTimestamp(), found))
        {
            return true;
        }

        if (!await RunsAsync(program, programs.First(known => known.Program == program).Option, cancellationToken))
        {
            return true;
        }

        _refused.TryRemove(program, out _);
        LogRuns(program);
        return false;
    }

    /// <summary>Checks the programs whose state is unknown.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        foreach (var (program, option) in programs)
        {
            if (ProgramPath.Find(program, Environment.GetEnvironmentVariable("PATH")) is { } path && (files.IsHidden(path) || IsBelowHome(path))
                && !await RunsAsync(program, option, cancellationToken)
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
                new ChildCommand(program, [option], s_maxTime)
                {
                    WorkingFolder = folder.Path,
                    Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["TMPDIR"] = folder.Path },
                },
                onLine: null,
                cancellationToken);

            // A namespace that could not be created once says nothing about the program, nor does a machine that is too slow, full or out of
            // processes.
            return result.ExitCode == 0 || result.Errors.StartsWith("unshare: ", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogNotChecked(program, exception.Message);
            return true;
        }
    }

    [LoggerMessage(2, LogLevel.Information, "Program {Program} runs again")]
    private partial void LogRuns(string program);

    [LoggerMessage(3, LogLevel.Warning, "Program {Program} could not be checked in the restricted environment: {Reason}")]
    private partial void LogNotChecked(string program, string reason);

    [LoggerMessage(1, LogLevel.Error, "Program {Program} at {Path} does not run in the restricted environment: a file that it needs is not readable for the worker, or in a folder that is hidden there (temporary, runtime and other jobs' files). Install it elsewhere, such as in /usr/local")]
    private partial void LogRefused(string program, string path);
}
