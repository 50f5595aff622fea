using Platform.Contracts.Internal;
using Platform.Operations.Database;
using Platform.Operations.Incidents;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Operations.StatusPage;

/// <summary>Announces and ends planned work.</summary>
internal sealed class PlannedWork(OperationsDatabase database, TimeProvider time)
{
    private const int MaxPlanned = 50;

    private static readonly string s_insert = OperationsSql.Files.Read<PlannedWork>("insert");
    private static readonly string s_end = OperationsSql.Files.Read<PlannedWork>("end");

    /// <summary>Announces planned work.</summary>
    /// <exception cref="InputException">400: it ends in the past; 409: as much is announced as may be.</exception>
    public async Task<StatusWork> PlanAsync(PlanStatusWorkRequest request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        Demand.That(request.EndsAt.ToDateTimeOffset() > now, "ends_at", "A moment in the future.");

        // One at a time, so that the limit holds.
        return await CallerData.RunAsync(() => database.Once(QueryType.Insert).ExecuteAsync(
            async token =>
            {
                await using var transaction = await IncidentTransaction.BeginAsync(database, token);
                var planned = await transaction.ListAsync(
                    s_insert,
                    parameters => parameters.With(Guid.CreateVersion7(now)).With(now).With(request.StartsAt.ToDateTimeOffset()).With(request.EndsAt.ToDateTimeOffset())
                        .With<short[]>([.. request.Parts.Select(part => (short)part)]).With(request.Title).With(request.Text).With(MaxPlanned),
                    StatusRows.ReadWork,
                    token);
                await transaction.CommitAsync(token);
                return planned is [var work]
                    ? work : throw new InputException(null, "There is as much planned work as there may be: end some first.", StatusCodes.Status409Conflict, "conflict");
            },
            cancellationToken).AsTask());
    }

    /// <summary>Ends planned work, or calls it off; nothing happens if it has ended.</summary>
    /// <exception cref="InputException">404: there is none.</exception>
    public async Task<StatusWork> EndAsync(Guid id, CancellationToken cancellationToken) =>
        await database.ListAsync(s_end, parameters => parameters.With(id).With(time.GetUtcNow()), StatusRows.ReadWork, cancellationToken) is [var work]
            ? work : throw new InputException(null, "There is no such planned work.", StatusCodes.Status404NotFound, "not_found");
}
