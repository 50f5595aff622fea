using System.Globalization;

namespace Platform.Fuzz.Inputs;

/// <summary>Lists valid and nearly valid JSON numbers: at and beyond the limits of their types, and in unusual spellings.</summary>
internal static class Numbers
{
    public static IReadOnlyList<string> All { get; } =
    [
        "0", "-0", "-0.0", "-1", "1", "2147483647", "2147483648", "-2147483648", "-2147483649", "4294967296",
        "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551616",
        "1e19", "1e308", "1e999", "-1e999", "1e-999", "1e2147483648", "0.5", "1.0", "1e0", "1E+2", "0.1e1", "1.0000000000000000000000000001",
        "00", "01", "+1", ".5", "1.", "1e", "NaN", "Infinity", "-Infinity", "0x10", "1_000", "\"1\"", "\"\"", "\"abc\"", "\"１\"", "\" 1\"", "\"1 \"", "\"-\"",
        new('9', 400), "0." + new string('1', 5_000), "1" + new string('0', 100_000),
    ];

    /// <summary>Returns numbers around the bounds that a description names, such as "1 to 86,400".</summary>
    public static IEnumerable<string> Around(string? description) => Bounds.In(description) is { } bounds
        ? ((long[])[bounds.Min, bounds.Min - 1, bounds.Max, bounds.Max + 1]).Select(number => number.ToString(CultureInfo.InvariantCulture)).Except(All, StringComparer.Ordinal)
        : [];
}
