using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Refusals;

namespace Platform.JobManager.Audit;

/// <summary>The gRPC service for the audit log.</summary>
internal sealed class AuditApi(AuditLog audit) : AuditService.AuditServiceBase
{
    private const int MaxEntries = 500;
    private const int MaxAction = 50;

    public override Task<ListAuditReply> List(ListAuditRequest request, ServerCallContext context)
    {
        Demand.Range(request.Limit, 1, MaxEntries, "limit");
        return audit.ReadAsync(request.Limit, request.Before.ToGuidOrNull("before"), context.CancellationToken);
    }

    public override async Task<Empty> Add(AddAuditRequest request, ServerCallContext context)
    {
        Demand.That(
            request.Action is { Length: > 0 and <= MaxAction } action && action.All(c => char.IsAsciiLetterLower(c) || c is '.' or '_'), "action", "1 to 50 small letters, dots and underscores.");
        Demand.That(!request.HasDetailJson || ReadableJson.IsReadable(request.DetailJson.Span), "detail", ReadableJson.Rule);
        await audit.WriteAsync(
            request.Id.ToGuid(),
            request.ActorId.ToGuid("actor_id"),
            request.Action,
            request.HasDetailJson ? request.DetailJson.ToStringUtf8() : null,
            context.CancellationToken);
        return new Empty();
    }
}
