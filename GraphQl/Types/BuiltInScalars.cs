using System.Globalization;

namespace Platform.GraphQl.Types;

/// <summary>The five scalars that every schema has (October 2021, section 3.5).</summary>
internal static class BuiltInScalars
{
    public static IReadOnlyDictionary<string, (string Description, ScalarCodec Codec)> All { get; } = new Dictionary<string, (string, ScalarCodec)>(StringComparer.Ordinal)
    {
        ["Int"] = ("A whole number of 32 bits.", new ScalarCodec(input => ReadInt(input), WriteInt)),
        ["Float"] = ("A number of double precision (IEEE 754).", new ScalarCodec(input => ReadFloat(input), WriteFloat)),
        ["String"] = ("Text.", new ScalarCodec(input => input.Kind == ScalarInputKind.Text ? input.Text : null, value => value as string)),
        ["Boolean"] = ("true or false.", new ScalarCodec(input => input.Kind == ScalarInputKind.Boolean ? input.Text == "true" : null, value => value as bool?)),
        ["ID"] = ("An identifier: written as a string, read from a string or a whole number.", new ScalarCodec(
            input => input.Kind is ScalarInputKind.Text or ScalarInputKind.Whole ? input.Text : null,
            value => value switch
            {
                string text => text,
                int or long or Guid => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
                _ => null,
            })),
    };

    /// <summary>A whole number, also one that came as 1.0 or 1e3, as JSON has no other numbers.</summary>
    public static long? ReadWhole(ScalarInput input)
    {
        if (input.Kind == ScalarInputKind.Whole)
        {
            return long.TryParse(input.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null;
        }

        return input.Kind == ScalarInputKind.Fraction
            && double.TryParse(input.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && Math.Abs(number) <= 9007199254740991 && Math.Floor(number) == number
            ? (long)number
            : null;
    }

    private static int? ReadInt(ScalarInput input) => ReadWhole(input) is { } whole and >= int.MinValue and <= int.MaxValue ? (int)whole : null;

    private static object? WriteInt(object value) => value switch
    {
        int number => number,
        long number and >= int.MinValue and <= int.MaxValue => (int)number,
        _ => null,
    };

    private static double? ReadFloat(ScalarInput input) =>
        input.Kind is ScalarInputKind.Whole or ScalarInputKind.Fraction
        && double.TryParse(input.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : null;

    private static object? WriteFloat(object value) => value switch
    {
        double number when double.IsFinite(number) => number,
        float number when float.IsFinite(number) => (double)number,
        int or long or decimal => ((IConvertible)value).ToDouble(CultureInfo.InvariantCulture),
        _ => null,
    };
}
