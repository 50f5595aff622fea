using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.Captions.Importing;

/// <summary>Reads a time from the groups of a match: <c>h</c>, <c>m</c>, <c>s</c> and <c>f</c>, each followed by the number of the time.</summary>
internal static class TimeGroups
{
    /// <summary>Reads a time in milliseconds. Hours and the fraction may be missing; further digits of the fraction are cut off.</summary>
    public static long Milliseconds(Match match, int number)
    {
        long Part(string name) => match.Groups[string.Create(CultureInfo.InvariantCulture, $"{name}{number}")] is { Success: true } group
            ? long.Parse(name == "f" ? group.Value.PadRight(3, '0')[..3] : group.Value, CultureInfo.InvariantCulture)
            : 0;

        return (((Part("h") * 60) + Part("m")) * 60_000) + (Part("s") * 1000) + Part("f");
    }
}
