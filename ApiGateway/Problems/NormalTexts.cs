using Platform.ApiGateway.Inputs;

namespace Platform.ApiGateway.Problems;

/// <summary>Reads texts that are searched or compared, in Unicode NFC, so that texts that look alike match.</summary>
internal static class NormalTexts
{
    // This many units may be combined into one. Longer texts are refused before they are normalised.
    private const int Slack = 4;

    /// <summary>Reads and trims a text, and adds what is wrong to the errors.</summary>
    /// <param name="text">The input.</param>
    /// <param name="field">The name of the field.</param>
    /// <param name="most">The maximum number of UTF-16 units after normalisation.</param>
    /// <param name="length">What is wrong if it is empty or too long.</param>
    /// <param name="errors">Receives the errors.</param>
    /// <returns>The text; null if it is invalid.</returns>
    public static string? Read(string text, string field, int most, FieldError length, FieldErrors errors) =>
        ReadAsIs(text.Trim(), field, most, length, errors);

    /// <summary>Reads a text, as <see cref="Read"/>, without trimming it.</summary>
    public static string? ReadAsIs(string text, string field, int most, FieldError length, FieldErrors errors)
    {
        var normal = "";
        if (text.Length <= most * Slack && TextRule.Normalise(text, out normal) is { } fault)
        {
            errors.AddMalformed(field, FieldError.Unstorable(fault));
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
