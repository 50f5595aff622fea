using System.Threading.Channels;
using Microsoft.Extensions.Hosting;

namespace Platform.ServiceDefaults.Grouping;

/// <summary>
/// Joins calls that wait at the same time to one piece of work. Nothing waits for company: while one group is on its way the next
/// gathers, so groups grow with the load by themselves.
/// </summary>
/// <typeparam name="T">A call; whoever adds it finds its answer in it.</typeparam>
/// <param name="options">Bounds.</param>
/// <param name="work">
/// Does a group: all of its calls have their answer when it ends. It must not throw. The list is used again afterwards. The number is
/// that of the lane, from 0: groups of one lane never overlap.
/// </param>
/// <param name="weight">How much a call counts against <see cref="GroupingOptions.MaxWeight"/>; 1 if not given.</param>
public sealed class Grouping<T>(GroupingOptions options, Func<IReadOnlyList<T>, int, Task> work, Func<T, int>? weight = null) : IHostedService
{
    private readonly Channel<T> _waiting = Channel.CreateBounded<T>(new BoundedChannelOptions(options.MaxWaiting)
    {
        FullMode = BoundedChannelFullMode.Wait,
        SingleReader = options.Lanes == 1,
    });

    private Task _lanes = Task.CompletedTask;

    /// <summary>Adds a call to the next group. False when too many wait, or the service ends.</summary>
    public bool TryAdd(T call) => _waiting.Writer.TryWrite(call);

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _lanes = Task.WhenAll(Enumerable.Range(0, options.Lanes).Select(RunAsync));
        return Task.CompletedTask;
    }

    /// <summary>Takes no more calls; those that wait are still done.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        await _lanes.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task RunAsync(int lane)
    {
        // Leaves the caller: the first group's work must not run within the start of the service.
        await Task.Yield();
        var group = new List<T>();
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            var taken = 0;
            while (taken < options.MaxWeight && _waiting.Reader.TryRead(out var call))
            {
                group.Add(call);
                taken += weight?.Invoke(call) ?? 1;
            }

            if (group.Count > 0)
            {
                await work(group, lane).ConfigureAwait(false);
                group.Clear();
            }
        }
    }
}
