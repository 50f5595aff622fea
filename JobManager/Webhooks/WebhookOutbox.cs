using Npgsql;
using NpgsqlTypes;
using Platform.JobManager.Database;
using Platform.ServiceDefaults.Database;

namespace Platform.JobManager.Webhooks;

/// <summary>Adds webhooks of ended jobs to the outbox <c>jobs.webhooks</c>, in the transaction that ends the jobs.</summary>
internal static class WebhookOutbox
{
    private static readonly string s_insert = JobSql.Files.Read(typeof(WebhookOutbox), "insert");

    /// <summary>Creates the command that adds the webhooks. Jobs without a webhook, and jobs that have not ended, are ignored.</summary>
    public static NpgsqlBatchCommand InsertCommand(IReadOnlyCollection<Guid> jobIds, DateTimeOffset now)
    {
        var command = new NpgsqlBatchCommand(s_insert);
        command.Parameters
            .With<Guid[]>([.. jobIds], NpgsqlDbType.Array | NpgsqlDbType.Uuid)
            .With<Guid[]>([.. jobIds.Select(_ => Guid.CreateVersion7(now))], NpgsqlDbType.Array | NpgsqlDbType.Uuid)
            .With(now);
        return command;
    }
}
