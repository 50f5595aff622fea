namespace Platform.ApiGateway.Limits;

/// <summary>Marks routes that count towards the rate limit of messages.</summary>
internal sealed class MessageTraffic
{
    public static readonly MessageTraffic Instance = new();

    private MessageTraffic()
    {
    }
}
