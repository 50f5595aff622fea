using NpgsqlTypes;
using Platform.Contracts.Internal;
using Platform.Operations.Database;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Texts;

namespace Platform.Operations.Incidents;

/// <summary>Writes what happens to incidents into their timelines.</summary>
internal sealed class IncidentTimeline(TimeProvider time)
{
    /// <summary>The maximum length of a text in the timeline.</summary>
    public const int MaxNote = 4000;

    private static readonly string s_add = OperationsSql.Files.Read<IncidentTimeline>("add");

    /// <summary>Adds an entry, in the transaction of the change that it tells of.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="incident">The incident.</param>
    /// <param name="kind">What happened.</param>
    /// <param name="who">Who did it.</param>
    /// <param name="note">A text; null for none.</param>
    /// <param name="state">The state from then on; null where it is no change of state.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    public Task AddAsync(
        IncidentTransaction transaction, Guid incident, IncidentEventKind kind, Person who, string? note, IncidentPhase? state, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return transaction.ExecuteAsync(
            s_add,
            parameters => parameters.With(Guid.CreateVersion7(now)).With(incident).With(now).With((short)kind)
                .WithNullable(state is { } then ? (short?)then : null, NpgsqlDbType.Smallint).WithNullable(who.Id, NpgsqlDbType.Uuid)
                .WithNullable(who.Name, NpgsqlDbType.Text).WithNullable(note is null ? null : StorableText.Clean(note, MaxNote), NpgsqlDbType.Text),
            cancellationToken);
    }
}
