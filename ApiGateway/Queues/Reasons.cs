using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Queues;

/// <summary>Normalises the reasons for failed messages, so that they can be searched for among dead letters.</summary>
internal static class Reasons
{
    private const int MaxLength = 500;

    /// <summary>Reads a reason; null if there is none. What is wrong is added to the errors.</summary>
    public static string? Read(string? text, string field, FieldErrors errors) =>
        text is null ? null : NormalTexts.ReadAsIs(text, field, MaxLength, FieldError.Characters(1, MaxLength), errors);
}
