namespace Platform.GraphQl.Syntax;

/// <summary>The value of a block string: common indentation and blank lines at both ends are not part of it (October 2021, section 2.9.4).</summary>
internal static class BlockString
{
    public static string Value(string raw)
    {
        var lines = raw.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        var common = lines.Skip(1).Where(line => !IsBlank(line)).Select(Indentation).DefaultIfEmpty(0).Min();
        var cut = lines.Select((line, index) => index == 0 ? line : line[Math.Min(common, line.Length)..]).ToList();
        var first = cut.FindIndex(line => !IsBlank(line));
        var last = cut.FindLastIndex(line => !IsBlank(line));
        return first < 0 ? "" : string.Join('\n', cut[first..(last + 1)]);
    }

    private static int Indentation(string line) => line.Length - line.AsSpan().TrimStart(" \t").Length;

    private static bool IsBlank(string line) => Indentation(line) == line.Length;
}
