using Microsoft.Extensions.Options;
using Platform.Worker.Kinds;
using Platform.Worker.Processes;

namespace Platform.Worker.Recognition;

/// <summary>Runs a recogniser within this machine's share and its limits.</summary>
internal sealed class RecogniserProcess(ChildProcess children, MachineSlots slots, IOptions<RecognitionOptions> options)
{
    // A recogniser that needs longer than this for a second of sound hangs or is starved; another attempt may do better.
    private const double SlowestFactor = 20;
    private static readonly TimeSpan _start = TimeSpan.FromSeconds(60);

    /// <summary>Runs it to its end.</summary>
    /// <param name="program">Name on the path, or full path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Where it reads and writes.</param>
    /// <param name="seconds">Length of the sound.</param>
    /// <param name="onLine">Takes each line of its output.</param>
    /// <param name="cancellationToken">Kills it.</param>
    public async Task RunAsync(string program, string[] arguments, string folder, double seconds, Action<string> onLine, CancellationToken cancellationToken)
    {
        using var slot = await slots.TakeAsync(cancellationToken).ConfigureAwait(false);
        var command = new ChildCommand(program, arguments, _start + TimeSpan.FromSeconds(seconds * SlowestFactor))
        {
            Paths = [folder, options.Value.PocketSphinxModel],
            Nice = options.Value.Nice,
            MemoryMegabytes = options.Value.MemoryMegabytes,
        };
        ChildResult result;
        try
        {
            result = await children.RunAsync(command, onLine, cancellationToken).ConfigureAwait(false);
        }
        catch (ChildTimeoutException error)
        {
            throw new JobFailedException("recogniser_timeout", "Speech recognition took too long.", retryable: true, error);
        }

        if (result.IsMissing)
        {
            throw new JobFailedException("tool_missing", "The worker lacks a program that captions need.", retryable: true, new FileNotFoundException(program));
        }

        if (result.ExitCode != 0)
        {
            throw new JobFailedException("recogniser_failed", "Speech recognition failed.", retryable: true, new InvalidOperationException($"{program}: exit code {result.ExitCode}. {result.Errors}"));
        }
    }
}
