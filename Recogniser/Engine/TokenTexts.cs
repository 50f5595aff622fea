using System.Text;
using Platform.Speech.Words;

namespace Platform.Recogniser.Engine;

/// <summary>Represents a token of the model, with its text as bytes (<see cref="ByteStrings"/>) and its times in seconds.</summary>
internal readonly record struct RawToken(string Bytes, double Start, double End, double Probability);

/// <summary>Joins tokens that only together form a character.</summary>
internal static class TokenTexts
{
    /// <summary>Returns tokens with complete characters, in order.</summary>
    public static IReadOnlyList<RecognisedToken> Join(IEnumerable<RawToken> tokens)
    {
        List<RecognisedToken> joined = [];
        var bytes = new StringBuilder();
        RawToken open = default;
        foreach (var token in tokens)
        {
            open = bytes.Length == 0 ? token : open with { End = token.End, Probability = Math.Min(open.Probability, token.Probability) };
            bytes.Append(token.Bytes);
            if (IsWhole(bytes))
            {
                Close();
            }
        }

        Close();
        return joined;

        void Close()
        {
            if (bytes.Length > 0)
            {
                joined.Add(new RecognisedToken(ByteStrings.Text(bytes.ToString()), open.Start, open.End, open.Probability));
                bytes.Clear();
            }
        }
    }

    // Checks whether the last UTF-8 character is complete. Invalid UTF-8 is left as it is.
    private static bool IsWhole(StringBuilder bytes)
    {
        for (var back = 1; back <= Math.Min(4, bytes.Length); back++)
        {
            var at = bytes[^back];
            if ((at & 0xC0) != 0x80)
            {
                var length = at switch { >= (char)0xF0 => 4, >= (char)0xE0 => 3, >= (char)0xC0 => 2, _ => 1 };
                return back >= length;
            }
        }

        return true;
    }
}
