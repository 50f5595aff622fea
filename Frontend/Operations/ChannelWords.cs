using Platform.Contracts.PublicApi;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Operations;

/// <summary>Names what the API says of channels in the page's language.</summary>
internal static class ChannelWords
{
    /// <summary>Names a kind of channel.</summary>
    public static string Of(ChannelType type) => type switch
    {
        ChannelType.Slack => "Slack",
        ChannelType.Email => Words.ChannelEmail,
        ChannelType.Pagerduty => "PagerDuty",
        ChannelType.Sms => "SMS",
        ChannelType.Teams => "Teams",
        _ => Words.Webhook,
    };

    /// <summary>Names what became of a message.</summary>
    public static string Of(DeliveryState state) => state switch
    {
        DeliveryState.Delivered => Words.ChannelDelivered,
        DeliveryState.GivenUp => Words.ChannelGivenUp,
        _ => Words.ChannelPending,
    };

    /// <summary>Checks whether a kind of channel needs an address that may be shown.</summary>
    public static bool HasAddress(ChannelType type) => type is ChannelType.Email or ChannelType.Sms or ChannelType.Webhook;
}
