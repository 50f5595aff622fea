namespace Platform.ApiGateway.Inputs;

/// <summary>Normalises language tags, so that they are stored, shown and compared in one form.</summary>
internal static class LanguageTag
{
    private const int MaxLength = 35;

    /// <summary>Converts a tag to the case of RFC 5646, 2.1.1: <c>en-US</c>, <c>zh-Hant-TW</c>.</summary>
    /// <param name="tag">The tag as it was sent.</param>
    /// <param name="normal">The normalised tag; null if it is invalid: subtags have 1 to 8 letters or digits, the first one 2 or 3 letters.</param>
    public static bool TryNormalise(string tag, out string? normal)
    {
        normal = null;
        if (tag.Length is < 2 or > MaxLength)
        {
            return false;
        }

        var subtags = tag.Split('-');
        if (subtags[0].Length is not (2 or 3) || !subtags[0].All(char.IsAsciiLetter) || !subtags.All(s => s.Length is >= 1 and <= 8 && s.All(char.IsAsciiLetterOrDigit)))
        {
            return false;
        }

        var isExtension = false;
        for (var i = 0; i < subtags.Length; i++)
        {
            var subtag = subtags[i].ToLowerInvariant();
            subtags[i] = (subtag.Length, i > 0 && !isExtension) switch
            {
                (2, true) => subtag.ToUpperInvariant(),
                (4, true) when char.IsAsciiLetter(subtag[0]) => char.ToUpperInvariant(subtag[0]) + subtag[1..],
                _ => subtag,
            };

            // After a single letter or digit the case of subtags has no meaning.
            isExtension |= subtag.Length == 1;
        }

        normal = string.Join('-', subtags);
        return true;
    }
}
