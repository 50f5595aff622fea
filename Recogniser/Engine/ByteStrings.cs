using System.Runtime.InteropServices;
using System.Text;
using Whisper.net;

namespace Platform.Recogniser.Engine;

/// <summary>
/// Hands out the bytes of a token as the characters of the same numbers: a token may end in the middle of a character, and what is made a text by
/// itself is then lost.
/// </summary>
internal sealed class ByteStrings : IStringPool
{
    public string? GetStringUtf8(nint nativePointer)
    {
        if (nativePointer == 0)
        {
            return null;
        }

        var length = 0;
        while (Marshal.ReadByte(nativePointer, length) != 0)
        {
            length++;
        }

        return string.Create(length, nativePointer, static (characters, from) =>
        {
            for (var i = 0; i < characters.Length; i++)
            {
                characters[i] = (char)Marshal.ReadByte(from, i);
            }
        });
    }

    public void ReturnString(string? returnedString)
    {
        // There is no pool.
    }

    /// <summary>The text of which such a string holds the bytes.</summary>
    public static string Text(string bytes) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(bytes));
}
