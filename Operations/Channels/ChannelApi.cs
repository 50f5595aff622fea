using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Operations.Channels;

/// <summary>The gRPC service that shows and changes channels.</summary>
internal sealed class ChannelApi(ChannelStore store) : ChannelService.ChannelServiceBase
{
    private const int MaxName = 100;
    private const int MaxAddress = 2000;
    private const int MaxRecipient = 200;
    private const int MaxZone = 100;
    private const int MaxSecret = 4000;
    private const int MaxDeliveries = 200;
    private const int LastMinute = (24 * 60) - 1;

    public override async Task<ListChannelsReply> List(Empty request, ServerCallContext context) =>
        new() { Channels = { await store.ListAsync(context.CancellationToken) } };

    public override Task<ChannelRecord> Save(SaveChannelRequest request, ServerCallContext context)
    {
        var settings = request.Settings;
        Demand.That(settings is not null, "settings", "Settings are needed.");
        var secret = request.HasSecret ? request.Secret : null;
        Demand.That(secret is not { Length: 0 or > MaxSecret }, "secret", "1 to 4,000 characters.");
        var id = request.Id.ToGuidOrNull();
        Check(settings, hasSecret: secret is not null || id is not null);
        return id is { } known
            ? store.ReplaceAsync(known, request.Revision, settings, secret, context.CancellationToken)
            : store.AddAsync(settings, secret, context.CancellationToken);
    }

    public override async Task<Empty> Delete(ChannelRequest request, ServerCallContext context)
    {
        await store.DeleteAsync(request.Id.ToGuid(), context.CancellationToken);
        return new Empty();
    }

    public override async Task<Empty> Test(ChannelRequest request, ServerCallContext context)
    {
        await store.TestAsync(request.Id.ToGuid(), context.CancellationToken);
        return new Empty();
    }

    public override Task<SearchDeliveriesReply> SearchDeliveries(SearchDeliveriesRequest request, ServerCallContext context)
    {
        Demand.Range(request.Limit, 1, MaxDeliveries, "limit");
        return store.DeliveriesAsync(request.ChannelId.ToGuidOrNull("channel_id"), request.Before.ToGuidOrNull("before"), request.Limit, context.CancellationToken);
    }

    private static void Check(ChannelSettings settings, bool hasSecret)
    {
        Demand.That(settings.Name.Length is > 0 and <= MaxName, "settings.name", "1 to 100 characters.");
        Demand.That(settings.Kind != ChannelKind.Unspecified, "settings.kind", "One of the values is needed.");
        Demand.That(settings.LeastSeverity != IncidentPriority.Unspecified, "settings.least_severity", "One of the values is needed.");
        Demand.That(settings.HasQuietFrom == settings.HasQuietTo, "settings.quiet_to", "Both or none.");
        Demand.Range(settings.QuietFrom, 0, LastMinute, "settings.quiet_from");
        Demand.Range(settings.QuietTo, 0, LastMinute, "settings.quiet_to");
        Demand.That(
            settings.TimeZone.Length is > 0 and <= MaxZone && TimeZoneInfo.TryFindSystemTimeZoneById(settings.TimeZone, out _), "settings.time_zone", "A time zone, such as America/Sao_Paulo.");
        Demand.That(!settings.HasAddress || settings.Address.Length is > 0 and <= MaxAddress, "settings.address", "1 to 2,000 characters.");
        Demand.That(!settings.HasRecipient || settings.Recipient.Length is > 0 and <= MaxRecipient, "settings.recipient", "1 to 200 characters.");
        var needsUrl = settings.Kind is ChannelKind.Sms or ChannelKind.Webhook;
        Demand.That(!needsUrl || (settings.HasAddress && IsUrl(settings.Address)), "settings.address", "An address that begins with http or https.");
        Demand.That(settings.Kind != ChannelKind.Email || settings.HasAddress, "settings.address", "One address of mail, or more separated by commas.");
        Demand.That(settings.Kind != ChannelKind.Sms || settings.HasRecipient, "settings.recipient", "The number of a telephone.");
        Demand.That(hasSecret || settings.Kind is ChannelKind.Email or ChannelKind.Webhook or ChannelKind.Sms, "secret", "This kind of channel needs one.");
    }

    private static bool IsUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0;
}
