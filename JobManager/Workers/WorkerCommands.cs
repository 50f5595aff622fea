using System.Threading.Channels;
using Platform.Contracts.Messaging;

namespace Platform.JobManager.Workers;

/// <summary>
/// Queues commands for workers. The oldest ones are dropped when too many wait; workers repeat their questions, and every heartbeat is
/// answered again.
/// </summary>
internal sealed class WorkerCommands
{
    private readonly Channel<(string WorkerId, WorkerCommand Command)> _commands = Channel.CreateBounded<(string, WorkerCommand)>(
        new BoundedChannelOptions(4096) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>The commands that are to be sent.</summary>
    public ChannelReader<(string WorkerId, WorkerCommand Command)> Waiting => _commands.Reader;

    /// <summary>Queues a command.</summary>
    public void Send(string workerId, WorkerCommand command) => _commands.Writer.TryWrite((workerId, command));
}
