using System.Threading.Channels;
using Platform.Contracts.Messaging;

namespace Platform.JobManager.Workers;

/// <summary>Commands on their way to workers. A lost one is made up for: workers ask again, and heartbeats are answered.</summary>
internal sealed class WorkerCommands
{
    private readonly Channel<(string WorkerId, WorkerCommand Command)> _commands = Channel.CreateBounded<(string, WorkerCommand)>(
        new BoundedChannelOptions(4096) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    public ChannelReader<(string WorkerId, WorkerCommand Command)> Waiting => _commands.Reader;

    public void Send(string workerId, WorkerCommand command) => _commands.Writer.TryWrite((workerId, command));
}
