using GraphQL.DataLoader;
using Platform.ApiGateway.Problems;
using Platform.ApiGateway.Queues;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.GraphQl;

/// <summary>Combines the message pages that one GraphQL request reads in parallel into as few calls as possible.</summary>
internal sealed class MessagePageReads(QueueReads reads)
{
    // Per call: as many as a page of one queue may have.
    private const int MaxMessages = 200;

    private readonly Dictionary<PageKind, Group> _open = [];
    private readonly Lock _changing = new();

    /// <summary>Reads a page of a queue's messages, when the execution of the request waits for its data.</summary>
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
                // Later requests belong to the next group.
                _open.Remove(kind);
                foreach (var names in group.Keys.Chunk(Math.Max(1, MaxMessages / kind.Limit)))
                {
                    var search = new SearchMessagePagesRequest { Actor = reads.Actor, Names = { names }, Limit = kind.Limit, Before = kind.Before };
                    if (kind.Status is { } status)
                    {
                        search.State = (MessageState)(int)status;
                    }

                    var call = reads.RunAsync((client, token) => client.PagesAsync(search, token), cancellationToken);
                    Array.ForEach(names, name => group[name] = call);
                }
            }
        }

        if ((await group[queue.Name]!).TryGetValue(queue.Name, out var messages))
        {
            return messages;
        }

        throw new ApiProblemException(queue.Rights.Contains(QueueRight.Read)
            ? CallProblems.OfQueue(CallOutcome.NotFound)
            : ApiProblem.Forbidden("The right to read this queue is missing."));
    }

    private readonly record struct PageKind(int Limit, MessageStatus? Status, long? Before);

    /// <summary>Maps queues to the calls that read them; null for all until their reads start.</summary>
    private sealed class Group() : Dictionary<string, Task<IReadOnlyDictionary<string, IReadOnlyList<MessageResponse>>>?>(StringComparer.Ordinal);

    private sealed class Page(MessagePageReads pages, PageKind kind, Group group, QueueResponse queue) : IDataLoaderResult
    {
        public Task<object?> GetResultAsync(CancellationToken cancellationToken = default) => pages.ReadAsync(kind, group, queue, cancellationToken);
    }
}
