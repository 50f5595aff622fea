using Platform.Contracts.Internal;
using Platform.Operations.Database;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Measures;

namespace Platform.Operations.StatusPage;

/// <summary>Reads what the public may know of the platform's state, and counts how well each part works.</summary>
internal sealed class StatusStore(OperationsDatabase database)
{
    private const int Days = 90;

    private static readonly TimeSpan s_shownWork = TimeSpan.FromDays(7);

    private static readonly string s_days = OperationsSql.Files.Read<StatusStore>("days");
    private static readonly string s_notices = OperationsSql.Files.Read<StatusStore>("notices");
    private static readonly string s_updates = OperationsSql.Files.Read<StatusStore>("updates");
    private static readonly string s_works = OperationsSql.Files.Read<StatusStore>("works");
    private static readonly string s_troubles = OperationsSql.Files.Read<StatusStore>("troubles");
    private static readonly string s_count = OperationsSql.Files.Read<StatusStore>("count");

    /// <summary>Reads the state at a moment, which is not noted in it.</summary>
    public async Task<StatusSnapshot> ReadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var since = today.AddDays(1 - Days);
        var snapshot = new StatusSnapshot();
        snapshot.Notices.AddRange(await database.ListAsync(
            s_notices, parameters => parameters.With(new DateTimeOffset(since, TimeOnly.MinValue, TimeSpan.Zero)), StatusRows.ReadNotice, cancellationToken));
        await AddUpdatesAsync(snapshot, cancellationToken);
        snapshot.Works.AddRange(await database.ListAsync(s_works, parameters => parameters.With(now - s_shownWork), StatusRows.ReadWork, cancellationToken));
        var troubles = await database.ListAsync(
            s_troubles, static _ => { }, static reader => (reader.GetString(0), (IncidentPriority)reader.GetInt16(1)), cancellationToken);
        var levels = StatusLevels.Of(now, snapshot.Notices, snapshot.Works, troubles);
        var days = await database.ListAsync(s_days, parameters => parameters.With(since), StatusRows.ReadDay, cancellationToken);
        foreach (var (part, level) in levels)
        {
            snapshot.Parts.Add(new StatusPartRecord { Part = part, Level = level, Days = { days.Where(one => one.Part == part).Select(one => one.Day) } });
        }

        return snapshot;
    }

    /// <summary>Counts a minute by the state in which the parts are; nothing happens if another replica has counted it.</summary>
    public Task CountAsync(StatusSnapshot snapshot, DateTimeOffset minute, CancellationToken cancellationToken) => database.For(QueryType.Insert).ExecuteAsync(
        async token =>
        {
            await using var command = database.Query.CreateCommand(s_count);
            command.Parameters.With(minute)
                .With<short[]>([.. snapshot.Parts.Select(part => (short)part.Part)]).With<short[]>([.. snapshot.Parts.Select(part => (short)part.Level)]);
            await command.ExecuteNonQueryAsync(token);
        },
        cancellationToken).AsTask();

    private async Task AddUpdatesAsync(StatusSnapshot snapshot, CancellationToken cancellationToken)
    {
        if (snapshot.Notices.Count == 0)
        {
            return;
        }

        var notices = snapshot.Notices.ToDictionary(notice => notice.Id);
        Guid[] ids = [.. notices.Keys.Select(id => id.ToGuid())];
        foreach (var (notice, update) in await database.ListAsync(s_updates, parameters => parameters.With(ids), StatusRows.ReadUpdate, cancellationToken))
        {
            notices[notice].Updates.Add(update);
        }
    }
}
