namespace Platform.Operations.Channels;

/// <summary>Represents what came of a try to deliver a message.</summary>
/// <param name="IsDelivered">Whether it was delivered.</param>
/// <param name="MayRetry">Whether another try may succeed.</param>
/// <param name="StatusCode">The status of the answer; null without one.</param>
/// <param name="Error">What failed; null for a message that was delivered.</param>
internal sealed record NewsAnswer(bool IsDelivered, bool MayRetry, int? StatusCode, string? Error)
{
    /// <summary>Gets the answer of a provider that took the message and has no status.</summary>
    public static NewsAnswer Delivered { get; } = new(true, false, null, null);

    /// <summary>Creates the answer for a message that no try can deliver.</summary>
    public static NewsAnswer Never(string error) => new(false, false, null, error);

    /// <summary>Creates the answer for a provider that did not answer.</summary>
    public static NewsAnswer Later(string error) => new(false, true, null, error);
}
