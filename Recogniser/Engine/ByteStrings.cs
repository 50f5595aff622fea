using System.Runtime.InteropServices;
using System.Text;
using Whisper.net;

namespace Platform.Recogniser.Engine;

/// <summary>
/// Passes the bytes of a token on as characters with the same code: a token may end in the middle of a character, which would be lost if each token
/// were decoded by itself.
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
        // Strings are not pooled.
    }

    /// <summary>Decodes the bytes in such a string as text.</summary>
    public static string Text(string bytes) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(bytes));
}
