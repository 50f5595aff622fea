namespace Platform.ApiGateway.Limits;

/// <summary>Marks routes that count against the allowance for messages.</summary>
internal sealed class MessageTraffic
{
    public static readonly MessageTraffic Instance = new();

    private MessageTraffic()
    {
    }
}
