using System.Globalization;
using Platform.Captions.Editing;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Importing;

/// <summary>Assigns numbers to speakers by their names. A name of the document keeps its number; others get the next one.</summary>
internal sealed class ImportedSpeakers
{
    private const string Nameless = "Speaker ";

    private readonly List<string> _names;
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    public ImportedSpeakers(CaptionDocument document)
    {
        _names = [.. document.Speakers ?? []];
        for (var i = 0; i < _names.Count; i++)
        {
            if (_names[i].Length > 0)
            {
                _numbers.TryAdd(SpeakerName.Key(_names[i]), i + 1);
            }
        }
    }

    /// <summary>Gets the names, starting with speaker 1; null if nobody has one.</summary>
    public IReadOnlyList<string>? Names => _names.TrueForAll(static name => name.Length == 0) ? null : _names;

    /// <summary>Gets the number of a speaker.</summary>
    /// <exception cref="CaptionFileException">The name is not one that a speaker may have, or there are too many.</exception>
    public int NumberOf(string name, int line)
    {
        var key = SpeakerName.Key(name);
        if (_numbers.TryGetValue(key, out var known))
        {
            return known;
        }

        if (CaptionEditor.FaultOf(name, []) is { } fault)
        {
            throw new CaptionFileException(line, fault.Text, fault.Rule);
        }

        // Speakers without a name are called so in files of ours.
        var number = NamelessOf(name) is { } place && (place > _names.Count || _names[place - 1].Length == 0) ? place : _names.Count + 1;
        if (number > CaptionImport.MaxSpeakers)
        {
            throw new CaptionFileException(
                line, string.Create(CultureInfo.InvariantCulture, $"At most {CaptionImport.MaxSpeakers} speakers."), new FieldRule(FieldRules.Items, 0, CaptionImport.MaxSpeakers));
        }

        while (_names.Count < number)
        {
            _names.Add("");
        }

        _names[number - 1] = NamelessOf(name) == number ? "" : name;
        _numbers[key] = number;
        return number;
    }

    private static int? NamelessOf(string name) =>
        name.StartsWith(Nameless, StringComparison.Ordinal) && int.TryParse(name.AsSpan(Nameless.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is >= 1 and <= CaptionImport.MaxSpeakers ? number : null;
}
