using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Platform.Recogniser.Engine;

/// <summary>
/// Restores the bytes of tokens that are incomplete characters. Some files of multilingual models, including the shipped one, have U+FFFD in their
/// place; the token ids are the same in all of them.
/// </summary>
internal static class LostBytes
{
    private const string Resource = "lost-bytes.txt";

    // U+FFFD in UTF-8, in the form of ByteStrings.
    private const string Replacement = "\u00EF\u00BF\u00BD";

    private static readonly Lazy<FrozenDictionary<int, string>> s_bytes = new(Read);

    /// <summary>Gets the bytes of a token (<see cref="ByteStrings"/>).</summary>
    /// <param name="token">The id of the token.</param>
    /// <param name="bytes">The bytes in the model's file.</param>
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
