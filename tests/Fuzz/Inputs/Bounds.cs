using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.Fuzz.Inputs;

/// <summary>Represents the minimum and maximum of a number that a description names.</summary>
internal readonly partial record struct Bounds(long Min, long Max)
{
    /// <summary>Reads the bounds from a description such as "1 to 86,400 (30): …"; null if it names none.</summary>
    public static Bounds? In(string? description) =>
        description is not null && Pattern().Match(description) is { Success: true } match ? new Bounds(Number(match.Groups["least"]), Number(match.Groups["most"])) : null;

    private static long Number(Group digits) => long.Parse(digits.ValueSpan, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<least>\d[\d,]*) to (?<most>\d[\d,]*\d|\d)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();
}
