using Microsoft.Extensions.Options;
using Platform.Worker.Kinds;
using Platform.Worker.Processes;

namespace Platform.Worker.Recognition;

/// <summary>Runs a recogniser within its limits and in a slot of this machine.</summary>
internal sealed class RecogniserProcess(ChildProcess children, MachineSlots slots, IOptions<RecognitionOptions> options)
{
    // A recogniser that takes longer for a second of sound hangs or gets too little CPU; another attempt may succeed.
    private const double SlowestFactor = 20;
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(60);

    /// <summary>Runs a recogniser to its end.</summary>
    /// <param name="program">A name on the path, or a full path.</param>
    /// <param name="arguments">The arguments of the program.</param>
    /// <param name="folder">The working folder.</param>
    /// <param name="seconds">The length of the sound.</param>
    /// <param name="onLine">Called with each line of its output.</param>
    /// <param name="cancellationToken">Kills the recogniser.</param>
    public async Task RunAsync(string program, string[] arguments, string folder, double seconds, Action<string> onLine, CancellationToken cancellationToken)
    {
        using var slot = await slots.TakeAsync(cancellationToken);
        var command = new ChildCommand(program, arguments, s_start + TimeSpan.FromSeconds(seconds * SlowestFactor))
        {
            Paths = [folder, options.Value.PocketSphinxModel],
            Nice = options.Value.Nice,
            MemoryMegabytes = options.Value.MemoryMegabytes,
        };
        ChildResult result;
        try
        {
            result = await children.RunAsync(command, onLine, cancellationToken);
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
