using Platform.ApiGateway.Inputs;

namespace Platform.ApiGateway.Problems;

/// <summary>Texts that are searched or compared: in Unicode's form NFC, so that what looks alike is found alike.</summary>
internal static class NormalTexts
{
    // So many units may become one. What is longer is refused before work is done on it.
    private const int Slack = 4;

    /// <summary>Reads a text that people type, without the white space around it. What is wrong with it goes into the errors.</summary>
    /// <param name="text">What came.</param>
    /// <param name="field">Where it stands.</param>
    /// <param name="most">The most UTF-16 units it may have then.</param>
    /// <param name="length">What to say when it is empty or has more.</param>
    /// <param name="errors">Gets what is wrong.</param>
    /// <returns>The text; null when something is wrong.</returns>
    public static string? Read(string text, string field, int most, string length, FieldErrors errors) =>
        ReadAsIs(text.Trim(), field, most, length, errors);

    /// <summary>As <see cref="Read"/>, with the white space around it.</summary>
    public static string? ReadAsIs(string text, string field, int most, string length, FieldErrors errors)
    {
        var normal = "";
        if (text.Length <= most * Slack && TextRule.Normalise(text, out normal) is { } fault)
        {
            errors.AddMalformed(field, fault);
            return null;
        }

        if (normal.Length > 0 && normal.Length <= most)
        {
            return normal;
        }

        errors.Add(field, length);
        return null;
    }
}
