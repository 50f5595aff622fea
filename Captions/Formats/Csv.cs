using System.Globalization;
using System.Text;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Formats;

/// <summary>Writes a table with a row for each cue (RFC 4180).</summary>
internal static class Csv
{
    // What spreadsheets take for the begin of a formula; the wide forms are taken for it where Chinese and Japanese are written.
    private const string Formula = "=+-@\uff1d\uff0b\uff0d\uff20";

    public static string Write(CaptionDocument document)
    {
        var text = new StringBuilder("index,start,end,speaker,text\n");
        var hasVoices = Voices.AreShown(document);
        foreach (var cue in document.Cues)
        {
            text.Append(CultureInfo.InvariantCulture, $"{cue.Index},");
            Timestamps.Append(text, cue.Start, '.');
            text.Append(',');
            Timestamps.Append(text, cue.End, '.');
            text.Append(',').Append(Quote(hasVoices ? Voices.Names(document, cue) : ""));
            text.Append(',').Append(Quote(string.Join('\n', CueText.Lines(cue.Text)))).Append('\n');
        }

        return text.ToString();
    }

    // An apostrophe makes a spreadsheet show the text as it is. One more than there are already, so that it can be removed again.
    private static string Quote(string value)
    {
        var begin = value.TrimStart('\'');
        var guarded = begin.Length > 0 && Formula.Contains(begin[0], StringComparison.Ordinal) ? "'" + value : value;
        return "\"" + guarded.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }
}
