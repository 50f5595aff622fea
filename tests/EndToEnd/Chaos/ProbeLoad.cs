using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Npgsql;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.EndToEnd.Accounts;
using Shouldly;

namespace Platform.EndToEnd.Chaos;

/// <summary>
/// Probe jobs at a steady rate, each with an idempotency key that is sent again until it is accepted, as a careful
/// client would. What was accepted is then held against the rows of the table, job by job.
/// </summary>
internal sealed class ProbeLoad(ApiUser user, int perSecond)
{
    private readonly ConcurrentDictionary<string, Guid> _accepted = new();
    private readonly ConcurrentDictionary<int, int> _refusals = new();
    private readonly ConcurrentQueue<TimeSpan> _times = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Jobs accepted so far.</summary>
    public int Accepted => _accepted.Count;

    /// <summary>Answers other than 202, by status; 0 where there was no answer.</summary>
    public IReadOnlyDictionary<int, int> Refusals => _refusals;

    /// <summary>The time of each accepted submission with its retries, in the order of completion.</summary>
    public IReadOnlyList<TimeSpan> Times => [.. _times];

    public void Start() => _running = PaceAsync();

    /// <summary>Ends the load; every submission that was begun is carried on until it is accepted.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(120));
    }

    /// <summary>Every accepted job has one row, which succeeded; and there is no row that nobody was told of.</summary>
    public async Task ShouldAllBeDoneOnceAsync(NpgsqlDataSource database, TimeSpan timeout)
    {
        var clock = Stopwatch.StartNew();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        var rows = new List<(Guid Id, short State)>();
        while (await tick.WaitForNextTickAsync())
        {
            rows = await RowsAsync(database);
            if (rows.All(r => r.State >= 3) || clock.Elapsed > timeout)
            {
                break;
            }
        }

        rows.Where(r => r.State != 3).Select(r => r).ShouldBeEmpty("every accepted job is to succeed");
        rows.Select(r => r.Id).Order().ShouldBe(_accepted.Values.Order(), "one row for each accepted job and no other");
        _accepted.Values.Distinct().Count().ShouldBe(_accepted.Count, "no two keys share a job");
        (await CompletedTwiceAsync(database)).ShouldBe(0, "no job may complete twice");
    }

    private async Task PaceAsync()
    {
        var open = new List<Task>();
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var clock = Stopwatch.StartNew();
        var sent = 0;
        try
        {
            while (await tick.WaitForNextTickAsync(_stop.Token))
            {
                for (var due = (int)(clock.Elapsed.TotalSeconds * perSecond); sent < due; sent++)
                {
                    open.Add(SubmitUntilAcceptedAsync());
                }

                open.RemoveAll(t => t.IsCompletedSuccessfully);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped; what is open still ends.
        }

        await Task.WhenAll(open);
    }

    private async Task SubmitUntilAcceptedAsync()
    {
        var key = Guid.CreateVersion7().ToString();
        var backoff = 100;
        var began = Stopwatch.GetTimestamp();
        for (var tries = 0; tries < 300; tries++)
        {
            try
            {
                var accepted = await user.SubmitAsync(new CreateJobRequest(JobKinds.Probe), key);
                _accepted[key] = accepted.Id;
                _times.Enqueue(Stopwatch.GetElapsedTime(began));
                return;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                var status = (e as HttpRequestException)?.StatusCode is { } code ? (int)code : 0;
                if (status is >= 400 and < 500 and not (int)HttpStatusCode.TooManyRequests)
                {
                    throw;
                }

                _refusals.AddOrUpdate(status, 1, (_, n) => n + 1);
                await Task.Delay(backoff + Random.Shared.Next(backoff));
                backoff = Math.Min(backoff * 2, 1000);
            }
        }

        throw new TimeoutException($"The submission with key {key} was never accepted.");
    }

    private async Task<List<(Guid Id, short State)>> RowsAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("SELECT id, state FROM jobs.jobs WHERE owner_id = $1 AND kind = 'probe'");
        command.Parameters.AddWithValue(user.Id);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<(Guid, short)>();
        while (await reader.ReadAsync())
        {
            rows.Add((reader.GetGuid(0), reader.GetInt16(1)));
        }

        return rows;
    }

    private async Task<long> CompletedTwiceAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            "SELECT count(*) FROM jobs.attempts a JOIN jobs.jobs j ON j.id = a.job_id WHERE j.owner_id = $1 AND j.state = 3 AND a.outcome = 'succeeded'");
        command.Parameters.AddWithValue(user.Id);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
