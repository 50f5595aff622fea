using Npgsql;
using NpgsqlTypes;
using Platform.Contracts.Internal;
using Platform.Operations.Database;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Operations.Deployments;

/// <summary>Records which version of a service runs.</summary>
internal sealed class DeploymentRecorder(OperationsDatabase database, TimeProvider time)
{
    private static readonly string s_lock = OperationsSql.Files.Read<DeploymentRecorder>("lock");
    private static readonly string s_same = $"SELECT {DeploymentStore.Columns} {OperationsSql.Files.Read<DeploymentRecorder>("same")}";
    private static readonly string s_latest = $"SELECT {DeploymentStore.Columns} {OperationsSql.Files.Read<DeploymentRecorder>("latest")}";
    private static readonly string s_insert = $"{OperationsSql.Files.Read<DeploymentRecorder>("insert")} RETURNING {DeploymentStore.Columns}";
    private static readonly string s_complete = $"{OperationsSql.Files.Read<DeploymentRecorder>("complete")} RETURNING {DeploymentStore.Columns}";

    /// <summary>Records that a version runs; changes nothing where that is known.</summary>
    /// <exception cref="InputException">400: a later deployment of the service is recorded.</exception>
    public async Task<RecordDeploymentReply> RecordAsync(RecordDeploymentRequest request, CancellationToken cancellationToken) =>
        await database.Once(QueryType.Update).ExecuteAsync(async token => await CommitAsync(request, token), cancellationToken);

    private async Task<RecordDeploymentReply> CommitAsync(RecordDeploymentRequest request, CancellationToken cancellationToken)
    {
        await using var connection = await database.Query.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var wait = Command(s_lock, connection, transaction))
        {
            await wait.ExecuteNonQueryAsync(cancellationToken);
        }

        var now = time.GetUtcNow();
        var at = request.StartedAt?.ToDateTimeOffset() ?? now;
        var same = await ReadAsync(s_same, parameters => parameters.With(request.Service).With(request.Version).With(at), connection, transaction, cancellationToken);
        var known = same.Count > 0 ? same : await ReadAsync(s_latest, parameters => parameters.With(request.Service), connection, transaction, cancellationToken);
        var (latest, before) = (known.ElementAtOrDefault(0), known.ElementAtOrDefault(1));
        Demand.That(latest is null || latest.Version == request.Version || at >= latest.StartedAt.ToDateTimeOffset(), "started_at", "A later deployment of this service is recorded.");
        var rules = DeploymentRules.Decide(latest, before, request.Version, at, request.Failed);
        if (rules.IsRollback)
        {
            await CompleteAsync(latest!, DeploymentOutcome.RolledBack, null, at, connection, transaction, cancellationToken);
        }

        var recorded = rules.IsNew
            ? (await ReadAsync(
                s_insert,
                parameters => parameters.With(Guid.CreateVersion7(now)).With(at).With((short)rules.Outcome)
                    .WithNullable(rules.Outcome == DeploymentOutcome.Watched ? null : now, NpgsqlDbType.TimestampTz)
                    .With(request.Service).With(request.Version).WithNullable(request.HasCommit ? request.Commit : null, NpgsqlDbType.Text).With(request.Who),
                connection,
                transaction,
                cancellationToken))[0]
            : await CompleteAsync(latest!, rules.Outcome, request.HasCommit ? request.Commit : null, now, connection, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new RecordDeploymentReply { Deployment = recorded, IsNew = rules.IsNew };
    }

    private static async Task<DeploymentRecord> CompleteAsync(
        DeploymentRecord deployment, DeploymentOutcome outcome, string? commit, DateTimeOffset now, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        (await ReadAsync(
            s_complete,
            parameters => parameters.With(deployment.Number).With((short)outcome)
                .WithNullable(outcome == DeploymentOutcome.Watched ? null : deployment.DecidedAt?.ToDateTimeOffset() ?? now, NpgsqlDbType.TimestampTz)
                .WithNullable(commit, NpgsqlDbType.Text),
            connection,
            transaction,
            cancellationToken))[0];

    private static async Task<List<DeploymentRecord>> ReadAsync(
        string sql, Action<NpgsqlParameterCollection> fill, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = Command(sql, connection, transaction);
        fill(command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<DeploymentRecord>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(DeploymentRows.Read(reader));
        }

        return rows;
    }

#pragma warning disable CA2100 // Composed of constants.
    private static NpgsqlCommand Command(string sql, NpgsqlConnection connection, NpgsqlTransaction transaction) => new(sql, connection, transaction);
#pragma warning restore CA2100
}
