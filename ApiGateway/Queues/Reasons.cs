using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Queues;

/// <summary>Why a message failed, in its consumer's words. People look for it among dead letters, so it is kept in one form.</summary>
internal static class Reasons
{
    private const int MaxLength = 500;

    /// <summary>Reads a reason, to write down or to look for; null where there is none. What is wrong with it goes into the errors.</summary>
    public static string? Read(string? text, string field, FieldErrors errors) =>
        text is null ? null : NormalTexts.ReadAsIs(text, field, MaxLength, "1 to 500 characters.", errors);
}
