namespace Platform.Fuzz.Inputs;

/// <summary>Lists ids in unusual spellings, and invalid ids.</summary>
internal static class Ids
{
    public static IReadOnlyList<(string Name, Func<string, Text> Make)> All { get; } =
    [
        ("id of nothing", _ => "00000000-0000-0000-0000-000000000000"),
        ("largest id", _ => "ffffffff-ffff-ffff-ffff-ffffffffffff"),
        ("id of nobody", _ => "01890a5d-ac96-774b-bcce-b302099a8057"),
        ("in capitals", valid => valid.ToUpperInvariant()),
        ("in braces", valid => "{" + valid + "}"),
        ("without dashes", valid => valid.Replace("-", "", StringComparison.Ordinal)),
        ("in hexadecimal parts", _ => "{0x0,0x0,0x0,{0x0,0x0,0x0,0x0,0x0,0x0,0x0,0x0}}"),
        ("one character short", valid => valid.Length > 0 ? valid[..^1] : valid),
        ("as a name", valid => "urn:uuid:" + valid),
        ("dots", _ => ".."),
        ("largest whole number", _ => "9223372036854775807"),
        ("beyond the largest whole number", _ => "9223372036854775808"),
        ("negative", _ => "-1"),
    ];
}
