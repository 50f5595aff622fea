using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Platform.Recogniser.Engine;

/// <summary>
/// The bytes of tokens that are no whole characters. Files of multilingual models have been made, the shipped one among them, whose vocabulary
/// holds U+FFFD in their place; the numbers of tokens are the same in all of them.
/// </summary>
internal static class LostBytes
{
    private const string Resource = "lost-bytes.txt";

    // U+FFFD in UTF-8, as ByteStrings writes bytes.
    private const string Replacement = "\u00EF\u00BF\u00BD";

    private static readonly Lazy<FrozenDictionary<int, string>> s_bytes = new(Read);

    /// <summary>The bytes of a token (<see cref="ByteStrings"/>).</summary>
    /// <param name="token">Its number.</param>
    /// <param name="bytes">What the model's file says.</param>
    public static string Of(int token, string bytes) =>
        bytes.Contains(Replacement, StringComparison.Ordinal) && s_bytes.Value.TryGetValue(token, out var known) ? known : bytes;

    private static FrozenDictionary<int, string> Read()
    {
        using var lines = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)!, Encoding.ASCII);
        var bytes = new Dictionary<int, string>();
        while (lines.ReadLine() is { } line)
        {
            if (line is not ['#', ..] && line.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space)
            {
                bytes.Add(int.Parse(line.AsSpan(0, space), CultureInfo.InvariantCulture), Encoding.Latin1.GetString(Convert.FromHexString(line.AsSpan(space + 1))));
            }
        }

        return bytes.ToFrozenDictionary();
    }
}
