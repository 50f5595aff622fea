using System.Globalization;
using Platform.Captions.Formats;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Editing;

/// <summary>
/// Makes the next revision of a whole document that somebody has edited. Texts and times are kept as they are sent, so that an editor that saves while
/// somebody types has what was saved; cues may overlap and be empty, because they are for a while.
/// </summary>
public static class CaptionReplacement
{
    /// <summary>The maximum number of cues.</summary>
    public const int MaxCues = 10_000;

    /// <summary>The maximum number of words in a cue.</summary>
    public const int MaxWords = 500;

    /// <summary>The maximum number of speakers in a cue.</summary>
    public const int MaxCueSpeakers = 10;

    /// <summary>The largest number of a speaker.</summary>
    public const int MaxSpeakers = 100;

    // More than these nobody reads, and a document has thousands of cues.
    private const int MaxErrors = 20;

    /// <summary>Checks the cues and creates the next revision.</summary>
    /// <returns>The new document, or the errors by field, in which case nothing is replaced.</returns>
    public static CaptionEditResult Apply(CaptionDocument document, ReplaceCaptionsRequest wanted)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(wanted);
        var errors = new Dictionary<string, CaptionEditFault>(StringComparer.Ordinal);
        var names = NamesOf(wanted.Speakers, errors);
        if (wanted.Cues is not { Count: <= MaxCues })
        {
            errors["cues"] = new("At most 10000 cues.", new(FieldRules.Items, 0, MaxCues));
            return new CaptionEditResult(null, errors);
        }

        // What was longer before stays: who opens it has to be able to save.
        var duration = Timestamps.Milliseconds(document.Cues.SelectMany(EndsOf).Append(document.DurationSeconds).Max());
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var cues = new List<CaptionCue>(wanted.Cues.Count);
        for (var i = 0; i < wanted.Cues.Count && errors.Count < MaxErrors; i++)
        {
            var field = string.Create(CultureInfo.InvariantCulture, $"cues[{i}]");
            if (wanted.Cues[i] is not { } cue)
            {
                errors[field] = new("A cue is needed.", new(FieldRules.NotNull));
                continue;
            }

            Check(cue, field, duration, errors);
            if (i > 0 && cue.Start < wanted.Cues[i - 1]?.Start)
            {
                errors[$"{field}.start"] = new("Cues are in the order of their start.", new(FieldRules.Other));
            }

            if (cue.Id is not null && !CueIds.IsValid(cue.Id))
            {
                errors[$"{field}.id"] = new("An id has 1 to 64 letters, digits, '-' and '_'.", new(FieldRules.Id));
            }
            else if (cue.Id is not null && !ids.Add(cue.Id))
            {
                errors[$"{field}.id"] = new("Another cue has this id.", new(FieldRules.Duplicate));
            }

            cues.Add(new CaptionCue(i + 1, cue.Start, cue.End, cue.Text, cue.Words, cue.Speakers, cue.Id));
        }

        return errors.Count > 0
            ? new CaptionEditResult(null, errors)
            : new CaptionEditResult(CueIds.Created(document with { Revision = document.Revision + 1, Cues = cues, Speakers = names }), errors);
    }

    /// <summary>Finds the cues of a document that differ from those that somebody wanted to save, without their words: what others have written meanwhile.</summary>
    /// <param name="document">The document as it is.</param>
    /// <param name="wanted">What was to be saved.</param>
    /// <param name="most">The maximum number of cues to return.</param>
    public static IReadOnlyList<CaptionCue> Differing(CaptionDocument document, ReplaceCaptionsRequest wanted, int most)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(wanted);
        var sent = wanted.Cues.Where(static cue => cue?.Id is not null).DistinctBy(static cue => cue.Id, StringComparer.Ordinal).ToDictionary(static cue => cue.Id!, StringComparer.Ordinal);
        return
        [
            .. document.Cues
                .Where(cue => cue.Id is null || !sent.TryGetValue(cue.Id, out var own) || own.Text != cue.Text || !IsSameTime(own.Start, cue.Start) || !IsSameTime(own.End, cue.End))
                .Select(static cue => cue with { Words = null })
                .Take(most),
        ];
    }

    private static IEnumerable<double> EndsOf(CaptionCue cue) => (cue.Words ?? []).Select(static word => word.End).Append(cue.End);

    private static void Check(ReplacedCue cue, string field, long duration, Dictionary<string, CaptionEditFault> errors)
    {
        var seconds = (duration + 999) / 1000;
        if (cue.Start < 0)
        {
            errors[$"{field}.start"] = new("0 or more.", new(FieldRules.Number, 0, seconds));
        }

        if (cue.End <= cue.Start || IsAfter(cue.End, duration))
        {
            errors[$"{field}.end"] = new("A time after the start, and not after the end of the recording.", new(FieldRules.Number, 0, seconds));
        }

        if (cue.Text.Length > CaptionEditor.MaxTextLength)
        {
            errors[$"{field}.text"] = new("The text has at most 500 characters.", new(FieldRules.Characters, 0, CaptionEditor.MaxTextLength));
        }

        if (cue.Speakers is { } speakers && (speakers.Count > MaxCueSpeakers || speakers.Any(static speaker => speaker is < 1 or > MaxSpeakers)))
        {
            errors[$"{field}.speakers"] = new("At most 10 numbers from 1 to 100.", new(FieldRules.Items, 0, MaxCueSpeakers));
        }

        if (cue.Words is not { } words)
        {
            return;
        }

        if (words.Count > MaxWords)
        {
            errors[$"{field}.words"] = new("At most 500 words.", new(FieldRules.Items, 0, MaxWords));
            return;
        }

        for (var i = 0; i < words.Count; i++)
        {
            if (FaultOf(words[i], duration) is { } fault)
            {
                errors[string.Create(CultureInfo.InvariantCulture, $"{field}.words[{i}]{fault.Member}")] = fault.Fault;
                return;
            }
        }
    }

    private static (string Member, CaptionEditFault Fault)? FaultOf(CaptionWord? word, long duration)
    {
        if (word is null)
        {
            return ("", new CaptionEditFault("A word is needed.", new(FieldRules.NotNull)));
        }

        if (word.Text.Length is 0 or > CaptionEditor.MaxTextLength)
        {
            return (".text", new CaptionEditFault("The text has 1 to 500 characters.", new(FieldRules.Characters, 1, CaptionEditor.MaxTextLength)));
        }

        if (word.Start < 0 || word.End < word.Start)
        {
            return (".start", new CaptionEditFault("A time from 0, and not after the end of the word.", new(FieldRules.Number, 0)));
        }

        if (IsAfter(word.End, duration))
        {
            return (".end", new CaptionEditFault("A time not after the end of the recording.", new(FieldRules.Number, 0, (duration + 999) / 1000)));
        }

        if (word.Confidence is < 0 or > 1)
        {
            return (".confidence", new CaptionEditFault("A number from 0 to 1.", new(FieldRules.Number, 0, 1)));
        }

        return word.Speaker is < 1 or > MaxSpeakers
            ? (".speaker", new CaptionEditFault("A number from 1 to 100.", new(FieldRules.Number, 1, MaxSpeakers)))
            : null;
    }

    private static string[]? NamesOf(IReadOnlyList<string>? given, Dictionary<string, CaptionEditFault> errors)
    {
        if (given is null or { Count: 0 })
        {
            return null;
        }

        if (given.Count > MaxSpeakers)
        {
            errors["speakers"] = new("At most 100 speakers.", new(FieldRules.Items, 0, MaxSpeakers));
            return null;
        }

        var taken = new HashSet<string>(StringComparer.Ordinal);
        var names = new string[given.Count];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = (given[i] ?? "").Trim();
            if (CaptionEditor.FaultOf(names[i], taken) is { } fault)
            {
                errors[string.Create(CultureInfo.InvariantCulture, $"speakers[{i}]")] = fault;
            }
        }

        return Array.TrueForAll(names, static name => name.Length == 0) ? null : names;
    }

    // A time may be of any size, and only one of a bounded size is a number of milliseconds.
    private static bool IsAfter(double seconds, long duration) => Timestamps.Milliseconds(Math.Min(seconds, (duration / 1000) + 2)) > duration;

    private static bool IsSameTime(double a, double b) => Timestamps.Milliseconds(a) == Timestamps.Milliseconds(b);
}
