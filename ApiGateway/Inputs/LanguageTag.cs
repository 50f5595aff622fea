namespace Platform.ApiGateway.Inputs;

/// <summary>Language tags in one form, so that what is stored, shown and compared is the same however it was written.</summary>
internal static class LanguageTag
{
    private const int MaxLength = 35;

    /// <summary>Brings a tag into the case of RFC 5646, 2.1.1: <c>en-US</c>, <c>zh-Hant-TW</c>.</summary>
    /// <param name="tag">As it came.</param>
    /// <param name="normal">The tag; null where it has not the form of one: subtags of 1 to 8 letters or digits, the first of 2 or 3 letters.</param>
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

            // After a single letter or digit everything is its own.
            isExtension |= subtag.Length == 1;
        }

        normal = string.Join('-', subtags);
        return true;
    }
}
