using GraphQL.DataLoader;
using Platform.ApiGateway.Problems;
using Platform.ApiGateway.Queues;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.GraphQl;

/// <summary>Pages of messages that a request asks for side by side, read together: by as few calls as their messages allow.</summary>
internal sealed class MessagePageReads(QueueReads reads)
{
    // Of a call: as many as a page of one queue may have.
    private const int MaxMessages = 200;

    private readonly Dictionary<PageKind, Group> _open = [];
    private readonly Lock _changing = new();

    /// <summary>A page of a queue's messages; read when nothing else of the request can go on.</summary>
    public IDataLoaderResult Ask(QueueResponse queue, int limit, MessageStatus? status, long? before)
    {
        var kind = new PageKind(limit, status, before);
        lock (_changing)
        {
            if (!_open.TryGetValue(kind, out var group))
            {
                _open.Add(kind, group = []);
            }

            group.TryAdd(queue.Name, null);
            return new Page(this, kind, group, queue);
        }
    }

    private async Task<object?> ReadAsync(PageKind kind, Group group, QueueResponse queue, CancellationToken cancellationToken)
    {
        lock (_changing)
        {
            if (group[queue.Name] is null)
            {
                // Who asks from now on is of the next group.
                _open.Remove(kind);
                foreach (var names in group.Keys.Chunk(Math.Max(1, MaxMessages / kind.Limit)))
                {
                    var search = new MessagePagesSearch(reads.Actor, names, kind.Limit, kind.Status, kind.Before);
                    var call = reads.RunAsync((client, token) => client.PagesAsync(search, token), cancellationToken);
                    Array.ForEach(names, name => group[name] = call);
                }
            }
        }

        if ((await group[queue.Name]!).Messages.TryGetValue(queue.Name, out var messages))
        {
            return messages;
        }

        throw new ApiProblemException(queue.Rights.Contains(QueueRight.Read)
            ? CallProblems.OfQueue(CallOutcome.NotFound)
            : ApiProblem.Forbidden("The right to read this queue is missing."));
    }

    private readonly record struct PageKind(int Limit, MessageStatus? Status, long? Before);

    /// <summary>Queues, and the call that reads each; null for all of them until their reads begin.</summary>
    private sealed class Group() : Dictionary<string, Task<MessagePages>?>(StringComparer.Ordinal);

    private sealed class Page(MessagePageReads pages, PageKind kind, Group group, QueueResponse queue) : IDataLoaderResult
    {
        public Task<object?> GetResultAsync(CancellationToken cancellationToken = default) => pages.ReadAsync(kind, group, queue, cancellationToken);
    }
}
