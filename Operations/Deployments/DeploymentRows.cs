using Google.Protobuf.WellKnownTypes;
using Npgsql;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Database;

namespace Platform.Operations.Deployments;

/// <summary>Reads deployments from rows with the columns of <c>DeploymentStore.columns.sql</c>.</summary>
internal static class DeploymentRows
{
    /// <summary>Reads a deployment.</summary>
    public static DeploymentRecord Read(NpgsqlDataReader reader)
    {
        var deployment = new DeploymentRecord
        {
            Number = reader.GetInt64(0),
            Service = reader.GetString(1),
            Version = reader.GetString(2),
            Who = reader.GetString(4),
            StartedAt = Timestamp.FromDateTimeOffset(reader.Time(5)),
            Outcome = (DeploymentOutcome)reader.GetInt16(6),
            DecidedAt = reader.TimeOrNull(7) is { } decided ? Timestamp.FromDateTimeOffset(decided) : null,
        };
        if (reader.TextOrNull(3) is { } commit)
        {
            deployment.Commit = commit;
        }

        return deployment;
    }
}
