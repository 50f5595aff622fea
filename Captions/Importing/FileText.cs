using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Importing;

/// <summary>Decodes the bytes of a file: UTF-8, or UTF-16 with a byte order mark, in which programs for Windows save.</summary>
internal static class FileText
{
    private static readonly string[] s_lineEnds = ["\r\n", "\n", "\r"];

    /// <summary>Decodes a file, without its byte order mark.</summary>
    /// <exception cref="CaptionFileException">The file has another encoding.</exception>
    public static string Decode(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith(Encoding.Unicode.Preamble))
        {
            return DecodeWide(file[2..], isBigEndian: false);
        }

        if (file.StartsWith(Encoding.BigEndianUnicode.Preamble))
        {
            return DecodeWide(file[2..], isBigEndian: true);
        }

        if (file.StartsWith(Encoding.UTF8.Preamble))
        {
            file = file[3..];
        }

        return Utf8.IsValid(file) ? Encoding.UTF8.GetString(file) : throw Refuse(FaultyLine(file));
    }

    /// <summary>Splits a text into lines, whatever their line ends. Their number is limited, because short lines take ten times their bytes in memory.</summary>
    /// <exception cref="CaptionFileException">There are more than <see cref="CaptionImport.MaxLines"/>.</exception>
    public static string[] Lines(string text)
    {
        // Further ones are not divided.
        var lines = text.Split(s_lineEnds, CaptionImport.MaxLines + 1, StringSplitOptions.None);
        return lines.Length <= CaptionImport.MaxLines ? lines : throw new CaptionFileException(
            CaptionImport.MaxLines + 1,
            string.Create(CultureInfo.InvariantCulture, $"At most {CaptionImport.MaxLines} lines."),
            new FieldRule(FieldRules.Items, 1, CaptionImport.MaxLines));
    }

    private static string DecodeWide(ReadOnlySpan<byte> file, bool isBigEndian)
    {
        try
        {
            return new UnicodeEncoding(isBigEndian, byteOrderMark: false, throwOnInvalidBytes: true).GetString(file);
        }
        catch (DecoderFallbackException)
        {
            var mended = new UnicodeEncoding(isBigEndian, byteOrderMark: false, throwOnInvalidBytes: false).GetString(file);
            throw Refuse(1 + mended.AsSpan(0, Math.Max(0, mended.IndexOf('\ufffd', StringComparison.Ordinal))).Count('\n'));
        }
    }

    // No character of several bytes has the byte of a line feed.
    private static int FaultyLine(ReadOnlySpan<byte> file)
    {
        for (var line = 1; ; line++)
        {
            var end = file.IndexOf((byte)'\n');
            if (end < 0 || !Utf8.IsValid(file[..end]))
            {
                return line;
            }

            file = file[(end + 1)..];
        }
    }

    private static CaptionFileException Refuse(int line) => new(line, "The text is neither UTF-8 nor UTF-16 with a byte order mark.", new FieldRule(FieldRules.Text));
}
