using System.Globalization;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Editing;

/// <summary>Applies a user's corrections to captions.</summary>
public static class CaptionEditor
{
    /// <summary>The maximum number of characters in an edited cue.</summary>
    public const int MaxTextLength = 500;

    /// <summary>The maximum number of characters in a speaker's name.</summary>
    public const int MaxNameLength = 60;

    /// <summary>Applies new texts and creates the next revision. Times are kept; the word times of an edited cue are removed.</summary>
    /// <returns>The new document, or the errors by field, in which case nothing is applied.</returns>
    public static CaptionEditResult Apply(CaptionDocument document, EditCaptionsRequest edit)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(edit);
        var errors = new Dictionary<string, CaptionEditFault>(StringComparer.Ordinal);
        if (edit.Cues is not { Count: > 0 } && (edit.Cues is null || edit.Speakers is null))
        {
            errors["cues"] = new("At least one cue is needed.", new(FieldRules.Needed));
            return new CaptionEditResult(null, errors);
        }

        var names = edit.Speakers is null ? document.Speakers : NamesOf(document, edit.Speakers, errors);

        var places = new Dictionary<int, int>();
        for (var i = 0; i < document.Cues.Count; i++)
        {
            places[document.Cues[i].Index] = i;
        }

        var cues = document.Cues.ToArray();
        HashSet<int> seen = [];
        for (var i = 0; i < edit.Cues.Count; i++)
        {
            var change = edit.Cues[i];
            var field = string.Create(CultureInfo.InvariantCulture, $"cues[{i}]");
            if (change is null)
            {
                errors[field] = new("A cue is needed.", new(FieldRules.NotNull));
            }
            else if (!places.TryGetValue(change.Index, out var place))
            {
                errors[$"{field}.index"] = new("There is no cue with this index.", new(FieldRules.Cue));
            }
            else if (!seen.Add(change.Index))
            {
                errors[$"{field}.index"] = new("The cue is edited twice.", new(FieldRules.Duplicate));
            }
            else if (Normalise(change.Text) is not { Length: >= 1 and <= MaxTextLength } text)
            {
                errors[$"{field}.text"] = new("The text has 1 to 500 characters.", new(FieldRules.Characters, 1, MaxTextLength));
            }
            else if (!string.Equals(text, cues[place].Text, StringComparison.Ordinal))
            {
                cues[place] = cues[place] with { Text = text, Words = null };
            }
        }

        return errors.Count > 0
            ? new CaptionEditResult(null, errors)
            : new CaptionEditResult(document with { Revision = document.Revision + 1, Cues = cues, Speakers = names }, errors);
    }

    private static string[]? NamesOf(CaptionDocument document, IReadOnlyList<string> given, Dictionary<string, CaptionEditFault> errors)
    {
        if (given.Count > Speakers(document))
        {
            errors["speakers"] = new("There are not so many speakers.", new(FieldRules.Items, 0, Speakers(document)));
            return null;
        }

        var names = new string[given.Count];
        // A speaker without a name is called by number.
        var taken = new HashSet<string>(
            Enumerable.Range(0, Speakers(document)).Where(i => i >= given.Count || string.IsNullOrWhiteSpace(given[i])).Select(i => SpeakerName.Key(Formats.Voices.Name(document with { Speakers = null }, i + 1))),
            StringComparer.Ordinal);
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = (given[i] ?? "").Trim();
            if (FaultOf(names[i], taken) is { } fault)
            {
                errors[string.Create(CultureInfo.InvariantCulture, $"speakers[{i}]")] = fault;
            }
        }

        return Array.TrueForAll(names, static name => name.Length == 0) ? null : names;
    }

    /// <summary>Finds what is wrong with the name of a speaker; a valid name counts as used afterwards.</summary>
    internal static CaptionEditFault? FaultOf(string name, HashSet<string> taken) =>
        name.Length > MaxNameLength || name.Any(char.IsControl) ? new("A name has at most 60 characters, no control characters.", new(FieldRules.Line, 0, MaxNameLength))
        : name.Length == 0 ? null
        : SpeakerName.IsInvisible(name) ? new("A name has at least one character that can be seen.", new(FieldRules.Visible))
        : SpeakerName.TurnsText(name) ? new("A name has no characters that turn the direction of text.", new(FieldRules.Direction))
        : taken.Add(SpeakerName.Key(name)) ? null
        : new("Another speaker has this name.", new(FieldRules.Taken));

    private static int Speakers(CaptionDocument document) => document.Cues
        .SelectMany(static cue => (cue.Speakers ?? []).Concat((cue.Words ?? []).Select(static word => word.Speaker ?? 0)))
        .Append(document.Speakers?.Count ?? 0).Max();

    private static string Normalise(string? text) => string.Join('\n', Formats.CueText.Lines(text ?? ""));
}
