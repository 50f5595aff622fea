using Google.Protobuf.WellKnownTypes;
using Platform.Contracts.Internal;
using Platform.Operations.Database;
using Platform.Operations.Incidents;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Operations.StatusPage;

/// <summary>Writes what the public is told of incidents.</summary>
internal sealed class NoticeWriter(OperationsDatabase database, TimeProvider time)
{
    private const int MaxUpdates = 200;

    private static readonly string s_find = OperationsSql.Files.Read<NoticeWriter>("find");
    private static readonly string s_publish = OperationsSql.Files.Read<NoticeWriter>("publish");
    private static readonly string s_update = OperationsSql.Files.Read<NoticeWriter>("update");

    /// <summary>Publishes an incident, or what is new of it. The answer has the new text only.</summary>
    /// <exception cref="InputException">404: there is no such incident; 409: it was merged into another, or has too many updates.</exception>
    public async Task<StatusNotice> PublishAsync(PublishStatusRequest request, CancellationToken cancellationToken) => await CallerData.RunAsync(
        () => database.Once(QueryType.Insert).ExecuteAsync(
            async token =>
            {
                await using var transaction = await IncidentTransaction.BeginAsync(database, token);
                var notice = await PublishAsync(transaction, request, token);
                await transaction.CommitAsync(token);
                return notice;
            },
            cancellationToken).AsTask());

    private async Task<StatusNotice> PublishAsync(IncidentTransaction transaction, PublishStatusRequest request, CancellationToken cancellationToken)
    {
        var found = await transaction.ListAsync(
            s_find, parameters => parameters.With(request.Number), static reader => (Id: reader.GetGuid(0), IsMerged: reader.GetBoolean(1)), cancellationToken);
        if (found is not [var (incident, isMerged)])
        {
            throw IncidentFaults.NoSuchIncident();
        }

        if (isMerged)
        {
            throw IncidentFaults.Merged();
        }

        var now = time.GetUtcNow();
        var published = await transaction.ListAsync(
            s_publish,
            parameters => parameters.With(incident).With(now).With((short)request.Level).With((short)request.Stage)
                .With<short[]>([.. request.Parts.Select(part => (short)part)]).With(request.Title).With(MaxUpdates),
            StatusRows.ReadNotice,
            cancellationToken);
        if (published is not [var notice])
        {
            throw new InputException(null, "The incident has as many public updates as it may have.", StatusCodes.Status409Conflict, "conflict");
        }

        var update = new StatusUpdate { Id = Guid.CreateVersion7(now).ToBytes(), At = Timestamp.FromDateTimeOffset(now), Stage = request.Stage, Text = request.Text };
        await transaction.ExecuteAsync(
            s_update,
            parameters => parameters.With(update.Id.ToGuid()).With(incident).With(now).With((short)request.Stage).With(request.Text),
            cancellationToken);
        notice.Updates.Add(update);
        return notice;
    }
}
