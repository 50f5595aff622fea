using System.Threading.Channels;

namespace Platform.JobManager.Submission;

/// <summary>Where submissions wait for a writer.</summary>
internal sealed class SubmissionQueue
{
    private readonly Channel<SubmissionGroup> _groups = Channel.CreateBounded<SubmissionGroup>(
        new BoundedChannelOptions(4096) { FullMode = BoundedChannelFullMode.Wait });

    public ChannelReader<SubmissionGroup> Groups => _groups.Reader;

    /// <summary>Adds a group; waits for room.</summary>
    public ValueTask AddAsync(SubmissionGroup group, CancellationToken cancellationToken) => _groups.Writer.WriteAsync(group, cancellationToken);

    /// <summary>Ends the intake; writers commit what is left.</summary>
    public void Complete() => _groups.Writer.TryComplete();
}
