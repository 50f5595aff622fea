using System.Text;

namespace Platform.Client.Consuming;

/// <summary>Describes why a message was not handled, in a text that the API accepts as a reason, whatever the exception says.</summary>
internal static class FailureReason
{
    /// <summary>The maximum length in UTF-16 units, which the API applies after it has normalised a reason.</summary>
    public const int MaxLength = 500;

    /// <summary>
    /// Returns the message of an exception without characters that the API refuses, in Unicode NFC and truncated; the name of its type if nothing is
    /// left.
    /// </summary>
    public static string Of(Exception exception)
    {
        var accepted = new StringBuilder();
        foreach (var rune in exception.Message.EnumerateRunes())
        {
            if (accepted.Length >= MaxLength)
            {
                break;
            }

            // Halves of surrogate pairs have become U+FFFD already.
            if (rune.Value is not (0 or 0xFFFE or 0xFFFF))
            {
                accepted.Append(rune);
            }
        }

        // Some characters are longer in their normal form.
        var reason = accepted.ToString().Normalize(NormalizationForm.FormC);
        if (reason.Length > MaxLength)
        {
            reason = reason[..(char.IsHighSurrogate(reason[MaxLength - 1]) ? MaxLength - 1 : MaxLength)];
        }

        return reason.Length > 0 ? reason : exception.GetType().Name;
    }
}
