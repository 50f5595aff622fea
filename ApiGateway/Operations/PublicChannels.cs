using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.GrpcCalls;

namespace Platform.ApiGateway.Operations;

/// <summary>Converts channels and deliveries to their public form.</summary>
internal static class PublicChannels
{
    /// <summary>Converts a channel.</summary>
    public static ChannelResponse ToResponse(ChannelRecord channel)
    {
        var settings = channel.Settings;
        return new ChannelResponse(
            channel.Id.ToGuid(),
            settings.Name,
            (ChannelType)(int)settings.Kind,
            settings.Enabled,
            (IncidentSeverity)(int)settings.LeastSeverity,
            settings.EscalationsOnly,
            settings.HasQuietFrom ? settings.QuietFrom : null,
            settings.HasQuietTo ? settings.QuietTo : null,
            settings.TimeZone,
            settings.HasAddress ? settings.Address : null,
            settings.HasRecipient ? settings.Recipient : null,
            channel.HasSecret,
            channel.Revision,
            channel.UpdatedAt.ToDateTimeOffset());
    }

    /// <summary>Converts a delivery.</summary>
    public static DeliveryResponse ToResponse(DeliveryRecord delivery) => new(
        delivery.Id.ToGuid(),
        delivery.ChannelId.ToGuid(),
        delivery.Channel,
        delivery.HasIncident ? delivery.Incident : null,
        delivery.News,
        (DeliveryState)(int)delivery.Outcome,
        delivery.Attempts,
        delivery.HasStatusCode ? delivery.StatusCode : null,
        delivery.HasError ? delivery.Error : null,
        delivery.CreatedAt.ToDateTimeOffset(),
        delivery.EndedAt?.ToDateTimeOffset());
}
