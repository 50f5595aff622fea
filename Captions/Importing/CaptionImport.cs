using System.Globalization;
using Platform.Captions.Alignment;
using Platform.Captions.Editing;
using Platform.Captions.Formats;
using Platform.Captions.Layout;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Importing;

/// <summary>Imports files of captions that were edited elsewhere, as the next revision of a document.</summary>
public static class CaptionImport
{
    /// <summary>The maximum size of a file in bytes.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>The maximum number of lines in a file that is read by lines.</summary>
    public const int MaxLines = 400_000;

    /// <summary>The maximum number of cues in a file.</summary>
    public const int MaxCues = 10_000;

    /// <summary>The maximum number of words in a file that is aligned.</summary>
    public const int MaxWords = 200_000;

    /// <summary>The maximum number of speakers.</summary>
    public const int MaxSpeakers = 100;

    /// <summary>
    /// Replaces all cues by those of the file. A cue that overlaps the next one ends with its start. Plain text, which has no times, gets them from
    /// the recognised words and is divided into cues.
    /// </summary>
    /// <param name="document">The captions so far.</param>
    /// <param name="file">The file, at most <see cref="MaxBytes"/>.</param>
    /// <param name="format">The format, one that is imported.</param>
    /// <exception cref="CaptionFileException">The file cannot be read, or its cues are not of this recording.</exception>
    public static CaptionDocument Replace(CaptionDocument document, ReadOnlySpan<byte> file, CaptionFormat format)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (format == CaptionFormat.Text)
        {
            var tokens = Tokens(FileText.Decode(file));
            var words = TimedTexts.Time(tokens, KnownWords.Of(document), document.DurationSeconds) ?? throw TooDifferent();
            return Next(document, CueLayout.Arrange(words, document.DurationSeconds, style: null, document.Language), document.Speakers);
        }

        var speakers = new ImportedSpeakers(document);
        var cues = InOrder(CaptionReader.Read(file, format), Timestamps.Milliseconds(document.DurationSeconds));
        var before = document.Cues.GroupBy(static cue => Timestamps.Milliseconds(cue.Start)).ToDictionary(static cues => cues.Key, static cues => cues.First());
        return Next(document, [.. cues.Select((cue, i) => CueOf(cue, i + 1, Same(before, cue), speakers))], speakers.Names);
    }

    /// <summary>
    /// Corrects the text of captions by a file: its words replace those of the cues that they match, and times and speakers stay. A cue without any
    /// word left is removed.
    /// </summary>
    /// <param name="document">The captions so far.</param>
    /// <param name="file">The file, at most <see cref="MaxBytes"/>.</param>
    /// <param name="format">The format, one that is imported.</param>
    /// <exception cref="CaptionFileException">The file cannot be read, or its text is not of this recording.</exception>
    public static CaptionDocument Correct(CaptionDocument document, ReadOnlySpan<byte> file, CaptionFormat format)
    {
        ArgumentNullException.ThrowIfNull(document);
        var tokens = format == CaptionFormat.Text
            ? Tokens(FileText.Decode(file))
            : Bounded(CaptionReader.Read(file, format).SelectMany(static cue => cue.Text.Split('\n').SelectMany(line => TextToken.In(Voices.WithoutTurn(line), cue.Line))));
        var cues = TextCorrection.Apply(document, tokens) ?? throw TooDifferent();
        foreach (var (cue, line) in cues)
        {
            if (cue.Text.Length > CaptionEditor.MaxTextLength)
            {
                throw new CaptionFileException(
                    line, "So many words are not in the captions that a cue would have more than 500 characters.", new FieldRule(FieldRules.Characters, 1, CaptionEditor.MaxTextLength));
            }
        }

        return Next(document, [.. cues.Select(static (found, i) => found.Cue with { Index = i + 1 })], document.Speakers);
    }

    private static CaptionDocument Next(CaptionDocument document, IReadOnlyList<CaptionCue> cues, IReadOnlyList<string>? speakers) =>
        CueIds.Created(document with { Revision = document.Revision + 1, Cues = cues, Speakers = speakers });

    private static TextToken[] Tokens(string text) => Bounded(FileText.Lines(text).SelectMany(
        static (line, i) => CueText.Lines(line).SelectMany(part => TextToken.In(Voices.WithoutTurn(part), i + 1))));

    private static TextToken[] Bounded(IEnumerable<TextToken> words)
    {
        var tokens = words.Take(MaxWords + 1).ToArray();
        if (Array.Find(tokens, static token => token.Text.Length > CaptionEditor.MaxTextLength) is { Text: not null } endless)
        {
            throw CueCollector.TooLong(endless.Line);
        }

        return tokens.Length switch
        {
            0 => throw new CaptionFileException(1, "The file has no text."),
            > MaxWords => throw new CaptionFileException(
                tokens[MaxWords].Line, string.Create(CultureInfo.InvariantCulture, $"At most {MaxWords} words."), new FieldRule(FieldRules.Items, 1, MaxWords)),
            _ => tokens,
        };
    }

    private static ImportedCue[] InOrder(IReadOnlyList<ImportedCue> read, long duration)
    {
        // Sorting keeps the order of those that begin together, so that the later one is named.
        var cues = read.OrderBy(static cue => cue.Start).ToArray();
        for (var i = 0; i < cues.Length; i++)
        {
            var cue = cues[i];
            if (cue.Start >= duration)
            {
                throw new CaptionFileException(cue.Line, string.Create(CultureInfo.InvariantCulture, $"The cue begins after the recording has ended, at {duration / 1000d} s."));
            }

            if (i + 1 < cues.Length && cues[i + 1].Start == cue.Start)
            {
                throw new CaptionFileException(cues[i + 1].Line, string.Create(CultureInfo.InvariantCulture, $"The cue begins together with that of line {cue.Line}."));
            }

            cues[i] = cue with { End = Math.Min(Math.Min(cue.End, duration), i + 1 < cues.Length ? cues[i + 1].Start : duration) };
        }

        return cues;
    }

    private static CaptionCue? Same(Dictionary<long, CaptionCue> before, ImportedCue cue) =>
        before.TryGetValue(cue.Start, out var known)
        && Timestamps.Milliseconds(known.End) == cue.End
        && string.Equals(string.Join('\n', CueText.Lines(known.Text)), cue.Text, StringComparison.Ordinal) ? known : null;

    // What the file cannot express stays where nothing has changed.
    private static CaptionCue CueOf(ImportedCue cue, int index, CaptionCue? known, ImportedSpeakers speakers)
    {
        int[] numbers = [.. cue.Speakers.Select(name => speakers.NumberOf(name, cue.Line))];
        return new CaptionCue(index, cue.Start / 1000d, cue.End / 1000d, cue.Text, known?.Words, numbers.Length > 0 ? numbers : known?.Speakers, known?.Id);
    }

    private static CaptionFileException TooDifferent() => new(1, "The text is too long, or too different from the captions, to find its words in them.");
}
