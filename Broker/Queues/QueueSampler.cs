using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Broker.Database;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Loops;

namespace Platform.Broker.Queues;

/// <summary>Samples the counts of all queues, for metrics and for the limits of queues.</summary>
internal sealed class QueueSampler(
    BrokerDatabase database,
    QueueRegistry registry,
    QueueFigures figures,
    IOptions<QueueOptions> options,
    TimeProvider time,
    ILogger<QueueSampler> logger) : PeriodicLoop(time, logger)
{
    private static readonly string s_sample = BrokerSql.Files.Read<QueueSampler>("sample");

    // For as long as the process lives: a series once exposed stays, so queues that come and go must not each bring new ones.
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);

    protected override TimeSpan Interval => options.Value.SampleInterval;

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        await database.Pipeline.ExecuteAsync(async token => await SampleAsync(token), cancellationToken);
        return false;
    }

    private async Task SampleAsync(CancellationToken cancellationToken)
    {
        var labels = new Dictionary<int, string>();
        var own = new List<QueueFigure>();
        var other = new QueueFigure(QueueFigures.Other, 0, 0, 0, null);
        var totals = new QueueTotals { Queues = registry.Count };
        await using NpgsqlCommand command = database.Query.CreateCommand(s_sample);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            int id = reader.GetInt32(0);
            string? name = reader.TextOrNull(1);
            long pending = reader.GetInt64(3), processing = reader.GetInt64(4), failed = reader.GetInt64(6);
            DateTimeOffset? oldest = reader.TimeOrNull(7);
            totals.Published += reader.GetInt64(2);
            totals.Pending += pending;
            totals.Processing += processing;
            totals.Processed += reader.GetInt64(5);
            totals.Failed += failed;
            if (registry.Find(id) is { } known)
            {
                known.Live = pending + processing + failed;
            }

            if (name is not null && HasSeries(name))
            {
                labels.Add(id, name);
                own.Add(new QueueFigure(name, pending, processing, failed, oldest));
            }
            else
            {
                other = new QueueFigure(
                    QueueFigures.Other, other.Pending + pending, other.Processing + processing, other.Failed + failed,
                    oldest is null || other.Oldest < oldest ? other.Oldest : oldest);
            }
        }

        // A queue may bear the name that stands for the others.
        own.RemoveAll(figure => figure.Label == QueueFigures.Other);
        var gone = _named.Except(own.Select(figure => figure.Label)).Where(name => name != QueueFigures.Other).Select(name => new QueueFigure(name, 0, 0, 0, null));
        figures.Take(totals, [.. own, .. gone, other], labels);
    }

    private bool HasSeries(string name) => _named.Contains(name) || (_named.Count < options.Value.Measured && _named.Add(name));
}
