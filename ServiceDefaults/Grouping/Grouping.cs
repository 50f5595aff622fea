using System.Threading.Channels;
using Microsoft.Extensions.Hosting;

namespace Platform.ServiceDefaults.Grouping;

/// <summary>
/// Joins calls that are waiting at the same time into one piece of work, such as one database transaction. A group is never delayed to make it
/// larger: while one is running the next one gathers, so groups grow with the load.
/// </summary>
/// <typeparam name="T">The type of a call, which also receives its result.</typeparam>
/// <param name="options">The limits.</param>
/// <param name="work">
/// Processes a group, and completes all of its calls before it returns. It must not throw. The list is reused afterwards. The number is the index of
/// the lane, from 0; groups of one lane never overlap.
/// </param>
/// <param name="weight">Returns how much a call counts towards <see cref="GroupingOptions.MaxWeight"/>; 1 by default.</param>
/// <param name="bytes">Returns how much a call counts towards <see cref="GroupingOptions.MaxBytes"/>; 0 by default.</param>
public sealed class Grouping<T>(
    GroupingOptions options, Func<IReadOnlyList<T>, int, Task> work, Func<T, int>? weight = null, Func<T, long>? bytes = null) : IHostedService
{
    private readonly Channel<T> _waiting = Channel.CreateBounded<T>(new BoundedChannelOptions(options.MaxWaiting)
    {
        FullMode = BoundedChannelFullMode.Wait,
        SingleReader = options.Lanes == 1,
    });

    private Task _lanes = Task.CompletedTask;

    /// <summary>Adds a call to the next group. Returns false if too many calls wait or the service is stopping.</summary>
    public bool TryAdd(T call) => _waiting.Writer.TryWrite(call);

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _lanes = Task.WhenAll(Enumerable.Range(0, options.Lanes).Select(RunAsync));
        return Task.CompletedTask;
    }

    /// <summary>Stops accepting calls and completes those that wait.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        await _lanes.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task RunAsync(int lane)
    {
        // Yields, because the first group must not be processed during the start of the service.
        await Task.Yield();
        var group = new List<T>();
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            var taken = 0;
            var size = 0L;
            while (taken < options.MaxWeight && size < options.MaxBytes && _waiting.Reader.TryRead(out var call))
            {
                group.Add(call);
                taken += weight?.Invoke(call) ?? 1;
                size += bytes?.Invoke(call) ?? 0;
            }

            if (group.Count > 0)
            {
                await work(group, lane).ConfigureAwait(false);
                group.Clear();
            }
        }
    }
}
