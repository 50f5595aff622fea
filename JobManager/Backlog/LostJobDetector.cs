using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Contracts.Jobs;
using Platform.JobManager.Database;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Kinds;
using Platform.JobManager.Telemetry;
using Platform.ServiceDefaults.Database;

namespace Platform.JobManager.Backlog;

/// <summary>
/// Finds queued jobs whose RabbitMQ message was lost, or was taken by a worker that never reported on it: jobs that have been queued for long
/// although their queue is empty, or although jobs published much later have been taken. Jobs that wait for a permit have no message yet.
/// </summary>
internal sealed class LostJobDetector(DeliveryWatermarks watermarks, BacklogFigures figures, IOptions<DispatchOptions> options)
{
    private const int MaxJobs = 500;

    private static readonly string s_find = JobSql.Files.Read<LostJobDetector>("find");

    private readonly Dictionary<(Guid Id, int Attempt), DateTimeOffset> _suspects = [];

    /// <summary>True once the depths of the queues are known.</summary>
    public bool IsReady => !figures.Depths.IsEmpty;

    /// <summary>Finds lost jobs. Not thread-safe.</summary>
    /// <param name="connection">A connection with pinned query plans.</param>
    /// <param name="now">The current time.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<List<LostJob>> FindAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var find = new NpgsqlCommand(s_find, connection);

        // The id of a job on the fast path is created just before the job is queued, so ids that are much younger cannot be lost yet.
        find.Parameters.With(now - options.Value.LostAfter).With(MaxJobs).With(JobIds.FirstOf(now - (options.Value.LostAfter / 2)));
        var lost = new List<LostJob>();
        var suspects = new Dictionary<(Guid Id, int Attempt), DateTimeOffset>();

        // The depth of a queue says nothing about jobs published after it was sampled, for example during an outage of RabbitMQ.
        var judgedBefore = now - options.Value.LostAfter - TimeSpan.FromSeconds(figures.DepthsAgeSeconds);
        await using (var reader = await find.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                var kind = JobKindTable.Get(reader.GetString(1));
                var queue = JobQueueNames.Of(kind, (JobPriority)reader.GetInt16(2));
                var publishedAt = reader.Time(3);
                var job = (Id: reader.GetGuid(0), Attempt: reader.GetInt32(4));
                var isLost = watermarks.Of(queue) - options.Value.LostAfter > publishedAt;
                if (!isLost && publishedAt < judgedBefore && figures.Depths.TryGetValue(queue, out var depth) && depth == 0)
                {
                    // The last job of a queue may just have been taken, and the report of its start is still on the way: wait for another round.
                    var since = _suspects.GetValueOrDefault(job, now);
                    suspects[job] = since;
                    isLost = now - since >= options.Value.LostInterval;
                }

                if (isLost)
                {
                    lost.Add(new LostJob(job.Id, job.Attempt, kind.IsShort));
                }
            }
        }

        _suspects.Clear();
        foreach (var (job, since) in suspects)
        {
            _suspects.Add(job, since);
        }

        return lost;
    }
}

/// <summary>A queued job whose message was lost.</summary>
/// <param name="Id">The id of the job.</param>
/// <param name="Attempt">The number of the lost attempt.</param>
/// <param name="IsShort">True if the job is of a short kind, which needs no permit.</param>
internal readonly record struct LostJob(Guid Id, int Attempt, bool IsShort);
