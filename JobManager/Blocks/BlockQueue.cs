using System.Threading.Channels;
using Platform.Contracts.Messaging;

namespace Platform.JobManager.Blocks;

/// <summary>Passes blocks to the publisher. Those that do not fit, or are lost on their way, are published again when their time has run out.</summary>
internal sealed class BlockQueue
{
    private readonly Channel<JobAssignment> _due = Channel.CreateBounded<JobAssignment>(
        new BoundedChannelOptions(1024) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>The blocks to publish.</summary>
    public ChannelReader<JobAssignment> Due => _due.Reader;

    /// <summary>Adds a block.</summary>
    public void Add(JobAssignment block) => _due.Writer.TryWrite(block);
}
