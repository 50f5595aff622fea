using Microsoft.Extensions.Options;
using NpgsqlTypes;
using Platform.Contracts.Internal;
using Platform.Operations.Database;
using Platform.Operations.States;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Operations.Incidents;

/// <summary>Does what people do to incidents. Each change is a transaction, with its entry in the timeline and the news of it.</summary>
internal sealed class IncidentActions(
    OperationsDatabase database, IncidentRefresh refresh, IncidentJoin join, IncidentNews news, IncidentTimeline timeline, IOptions<EscalationOptions> options, TimeProvider time)
{
    private static readonly string s_lock = OperationsSql.Files.Read<IncidentActions>("lock");
    private static readonly string s_open = OperationsSql.Files.Read<IncidentActions>("open");
    private static readonly string s_change = OperationsSql.Files.Read<IncidentActions>("change");
    private static readonly string s_split = OperationsSql.Files.Read<IncidentActions>("split");
    private static readonly string s_begin = OperationsSql.Files.Read<IncidentActions>("begin");
    private static readonly string s_left = OperationsSql.Files.Read<IncidentActions>("left");

    /// <summary>Opens an incident by hand.</summary>
    /// <returns>Its number.</returns>
    public Task<long> OpenAsync(OpenIncidentRequest request, Person who, CancellationToken cancellationToken) => RunAsync(
        async (transaction, token) =>
        {
            var now = time.GetUtcNow();
            var id = Guid.CreateVersion7(now);
            var number = await transaction.ListAsync(
                s_open,
                parameters => parameters.With(id).With(now).With((short)request.Severity).With(request.Service).With(request.Title).WithNullable(who.Id, NpgsqlDbType.Uuid),
                static reader => reader.GetInt64(0),
                token);
            await timeline.AddAsync(transaction, id, IncidentEventKind.Opened, who, request.HasNote ? request.Note : null, IncidentPhase.Detected, token);
            await ChangeAsync(transaction, id, null, request.Severity, null, who, token);
            await news.TellAsync(transaction, id, NewsKind.Opened, request.Severity, token);
            return number[0];
        },
        cancellationToken);

    /// <summary>Changes an incident, or adds a note to it.</summary>
    /// <exception cref="InputException">404: there is none; 409: it was merged into another, or has changed since it was read.</exception>
    public Task ChangeAsync(ChangeIncidentRequest request, Person who, CancellationToken cancellationToken) => RunAsync(
        async (transaction, token) =>
        {
            var known = await FindAsync(transaction, request.Number, token);
            if (request.HasRevision && request.Revision != known.Revision)
            {
                throw IncidentFaults.Outdated();
            }

            var state = request.HasState && request.State != known.State ? request.State : (IncidentPhase?)null;
            var severity = request.HasSeverity && request.Severity != known.Severity ? request.Severity : (IncidentPriority?)null;
            var title = request.HasTitle ? request.Title : null;
            var note = request.HasNote ? request.Note : null;
            await ChangeAsync(transaction, known.Id, state, severity, title, who, token);
            if (state is { } then)
            {
                await timeline.AddAsync(transaction, known.Id, IncidentEventKind.StateChanged, who, note, then, token);
                await TellAsync(transaction, known, then, severity ?? known.Severity, token);
            }

            if (severity is { } urgency)
            {
                await timeline.AddAsync(transaction, known.Id, IncidentEventKind.SeverityChanged, who, urgency.ToString(), null, token);
            }

            if (state is null && (note ?? title) is { } text)
            {
                await timeline.AddAsync(transaction, known.Id, IncidentEventKind.Note, who, text, null, token);
            }

            return 0;
        },
        cancellationToken);

    /// <summary>Acknowledges an incident; nothing happens if it is not new any more.</summary>
    /// <exception cref="InputException">404: there is none; 409: it was merged into another.</exception>
    public Task AcknowledgeAsync(long number, Person who, CancellationToken cancellationToken) => RunAsync(
        async (transaction, token) =>
        {
            var known = await FindAsync(transaction, number, token);
            if (known.State == IncidentPhase.Detected)
            {
                await ChangeAsync(transaction, known.Id, IncidentPhase.Acknowledged, null, null, who, token);
                await timeline.AddAsync(transaction, known.Id, IncidentEventKind.StateChanged, who, null, IncidentPhase.Acknowledged, token);
                await TellAsync(transaction, known, IncidentPhase.Acknowledged, known.Severity, token);
            }

            return 0;
        },
        cancellationToken);

    /// <summary>Merges an incident into another.</summary>
    /// <exception cref="InputException">400: they are the same; 404: there is none; 409: one was merged into another.</exception>
    public Task MergeAsync(long number, long into, Person who, CancellationToken cancellationToken) => RunAsync(
        async (transaction, token) =>
        {
            Demand.That(number != into, "into", "Another incident.");
            var known = await FindAsync(transaction, number, token);
            var other = await FindAsync(transaction, into, token);
            var wasOpen = await join.MergeAsync(transaction, known.Id, other.Id, who, token);
            await refresh.RunAsync(transaction, other.Id, wasOpen, isNew: false, token);
            return 0;
        },
        cancellationToken);

    /// <summary>Moves alerts out of an incident into a new one.</summary>
    /// <returns>The number of the new one.</returns>
    /// <exception cref="InputException">400: some are not its alerts, or they are all of them; 404: there is none; 409: it was merged into another.</exception>
    public Task<long> SplitAsync(long number, IReadOnlyList<(string Fingerprint, DateTimeOffset StartsAt)> alerts, Person who, CancellationToken cancellationToken) => RunAsync(
        async (transaction, token) =>
        {
            var known = await FindAsync(transaction, number, token);
            var now = time.GetUtcNow();
            var id = Guid.CreateVersion7(now);
            var begun = await transaction.ListAsync(
                s_begin, parameters => parameters.With(id).With(now).With((short)known.Severity).With(known.Service).With(known.Service), static reader => reader.GetInt64(0), token);
            var moved = await transaction.ExecuteAsync(
                s_split,
                parameters => parameters.With(known.Id).With(id)
                    .With<string[]>([.. alerts.Select(alert => alert.Fingerprint)]).With<DateTimeOffset[]>([.. alerts.Select(alert => alert.StartsAt.ToUniversalTime())]),
                token);
            Demand.That(moved == alerts.Count, "alerts", "Alerts of this incident, each once.");
            var left = await transaction.ListAsync(s_left, parameters => parameters.With(known.Id), static reader => reader.GetInt32(0), token);
            Demand.That(left[0] > 0, "alerts", "Not all of them: one has to stay.");
            foreach (var one in (Guid[])[known.Id, id])
            {
                await timeline.AddAsync(transaction, one, IncidentEventKind.Split, who, null, null, token);
                await refresh.RunAsync(transaction, one, hasNewFire: false, isNew: one == id, token);
            }

            return begun[0];
        },
        cancellationToken);

    private static async Task<KnownIncident> FindAsync(IncidentTransaction transaction, long number, CancellationToken cancellationToken)
    {
        var found = await transaction.ListAsync(
            s_lock,
            parameters => parameters.With(number),
            static reader => new KnownIncident(
                reader.GetGuid(0), reader.GetInt64(1), (IncidentPhase)reader.GetInt16(2), (IncidentPriority)reader.GetInt16(3), reader.GetString(4), reader.GetBoolean(5)),
            cancellationToken);
        return found is not [var known] ? throw IncidentFaults.NoSuchIncident() : known.IsMerged ? throw IncidentFaults.Merged() : known;
    }

    private Task ChangeAsync(
        IncidentTransaction transaction, Guid id, IncidentPhase? state, IncidentPriority? severity, string? title, Person who, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(
            s_change,
            parameters => parameters.With(id).With(time.GetUtcNow()).WithNullable((short?)state, NpgsqlDbType.Smallint).WithNullable((short?)severity, NpgsqlDbType.Smallint)
                .WithNullable(title, NpgsqlDbType.Text).WithNullable(who.Name, NpgsqlDbType.Text).With(options.Value.P1After).With(options.Value.P2After),
            cancellationToken);

    private async Task TellAsync(IncidentTransaction transaction, KnownIncident known, IncidentPhase state, IncidentPriority severity, CancellationToken cancellationToken)
    {
        var kind = state switch
        {
            IncidentPhase.Resolved => NewsKind.Resolved,
            IncidentPhase.Detected => NewsKind.Opened,
            _ when known.State == IncidentPhase.Detected => NewsKind.Acknowledged,
            _ => (NewsKind?)null,
        };
        if (kind is { } told)
        {
            await news.TellAsync(transaction, known.Id, told, severity, cancellationToken);
        }
    }

    // Not retried when its outcome is unknown: a person looks again.
    private async Task<T> RunAsync<T>(Func<IncidentTransaction, CancellationToken, Task<T>> change, CancellationToken cancellationToken) => await CallerData.RunAsync(
        () => database.Once(QueryType.Update).ExecuteAsync(
            async token =>
            {
                await using var transaction = await IncidentTransaction.BeginAsync(database, token);
                var result = await change(transaction, token);
                await transaction.CommitAsync(token);
                return result;
            },
            cancellationToken).AsTask());

    private sealed record KnownIncident(Guid Id, long Revision, IncidentPhase State, IncidentPriority Severity, string Service, bool IsMerged);
}
