using System.Collections.Concurrent;
using System.Globalization;
using Platform.Fuzz.World;

namespace Platform.Fuzz.Running;

/// <summary>
/// Represents a user who does not take part in the fuzz and submits a job every 200 ms. Every job has to be accepted and completed, whatever others
/// send.
/// </summary>
internal sealed class IndependentUser(Calls calls, FuzzAccount caller)
{
    private const int MaxConcurrent = 100;
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    private readonly ConcurrentQueue<string> _accepted = new();
    private readonly ConcurrentQueue<string> _refused = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public int Accepted => _accepted.Count;

    /// <summary>The answers of refused requests, with their times.</summary>
    public IReadOnlyCollection<string> Refused => _refused;

    /// <param name="number">Returns the number of the latest request of the fuzz.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public void Start(Func<int> number, CancellationToken cancellationToken) => _running = PaceAsync(number, cancellationToken);

    /// <summary>Stops submitting and waits until all of the jobs are completed; returns what is wrong, or null.</summary>
    public async Task<string?> EndAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _running;
        var ids = _accepted.ToHashSet(StringComparer.Ordinal);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_patience);
        try
        {
            while (ids.Count > 0)
            {
                ids.ExceptWith(await DoneAsync(limit.Token));
                await Task.Delay(s_period, limit.Token);
            }

            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{ids.Count} of {_accepted.Count} accepted jobs were not done after {s_patience}: {string.Join(", ", ids.Take(3))}");
        }
    }

    private async Task PaceAsync(Func<int> number, CancellationToken cancellationToken)
    {
        var open = new List<Task>();
        using var tick = new PeriodicTimer(s_period);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        try
        {
            while (await tick.WaitForNextTickAsync(either.Token))
            {
                open.RemoveAll(task => task.IsCompleted);
                if (open.Count < MaxConcurrent)
                {
                    open.Add(SubmitAsync(number, cancellationToken));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped; open requests still complete.
        }

        await Task.WhenAll(open);
    }

    private async Task SubmitAsync(Func<int> number, CancellationToken cancellationToken)
    {
        var before = number();
        var answer = await calls.TryAsync("POST", "/api/v1/jobs", """{"kind":"probe","tags":["independent"]}""", caller, cancellationToken);
        if (answer.Status == 202)
        {
            _accepted.Enqueue(answer.Json().GetProperty("id").GetString()!);
        }
        else
        {
            _refused.Enqueue(string.Create(CultureInfo.InvariantCulture, $"between requests {before} and {number()}: {answer.Status} {answer.Trouble}{answer.Text}"));
        }
    }

    private async Task<HashSet<string>> DoneAsync(CancellationToken cancellationToken)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        string? cursor = null;
        do
        {
            var page = await calls.NeedJsonAsync("GET", "/api/v1/jobs?limit=200&state=succeeded&tag=independent" + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor)), null, caller, cancellationToken);
            done.UnionWith(page.GetProperty("items").EnumerateArray().Select(job => job.GetProperty("id").GetString()!));
            cursor = page.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        return done;
    }
}
