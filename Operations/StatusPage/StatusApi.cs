using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Operations.StatusPage;

/// <summary>The gRPC service that keeps what the public is told. Who may tell it is the gateway's to say.</summary>
internal sealed class StatusApi(StatusBoard board, NoticeWriter notices, PlannedWork works) : StatusService.StatusServiceBase
{
    private const int MaxTitle = 200;
    private const int MaxText = 2000;

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(7);

    public override Task<StatusSnapshot> Read(Empty request, ServerCallContext context) => Task.FromResult(board.Current);

    public override Task<StatusNotice> Publish(PublishStatusRequest request, ServerCallContext context)
    {
        CheckTexts(request.Title, request.Text, request.Parts);
        Demand.That(request.Level is StatusLevel.Degraded or StatusLevel.Down, "level", "Degraded or down.");
        Demand.That(request.Stage != StatusStage.Unspecified, "stage", "One of the values is needed.");
        Demand.Known(request.Stage, "stage");
        return notices.PublishAsync(request, context.CancellationToken);
    }

    public override Task<StatusWork> Plan(PlanStatusWorkRequest request, ServerCallContext context)
    {
        CheckTexts(request.Title, request.Text, request.Parts);
        Demand.That(request.StartsAt is not null, "starts_at", "A moment is needed.");
        Demand.That(request.EndsAt is not null, "ends_at", "A moment is needed.");
        var (start, end) = (request.StartsAt.ToDateTimeOffset(), request.EndsAt.ToDateTimeOffset());
        Demand.Moment(start, "starts_at");
        Demand.Moment(end, "ends_at");
        Demand.That(end > start && end - start <= s_longest, "ends_at", "After the beginning, and at most seven days.");
        return works.PlanAsync(request, context.CancellationToken);
    }

    public override Task<StatusWork> End(EndStatusWorkRequest request, ServerCallContext context) =>
        works.EndAsync(request.Id.ToGuid(), context.CancellationToken);

    private static void CheckTexts(string title, string text, RepeatedField<StatusPart> parts)
    {
        Demand.That(title.Length is > 0 and <= MaxTitle, "title", "1 to 200 characters.");
        Demand.That(text.Length is > 0 and <= MaxText, "text", "1 to 2,000 characters.");
        Demand.Range(parts.Count, 1, StatusLevels.Parts.Count, "parts");
        Demand.That(parts.All(part => StatusLevels.Parts.Contains(part)) && parts.Distinct().Count() == parts.Count, "parts", "Parts of the platform, each once.");
    }
}
