using System.Globalization;
using Platform.Contracts.PublicApi;

namespace Platform.Captions.Editing;

/// <summary>Gives cues the ids by which they are known from one revision to the next.</summary>
public static class CueIds
{
    /// <summary>The maximum number of characters in an id.</summary>
    public const int MaxLength = 64;

    /// <summary>
    /// Names the cues that have no id after their index, alike whenever the document is read. Recognised captions have none, nor have documents of
    /// earlier versions of the platform.
    /// </summary>
    public static CaptionDocument Read(CaptionDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return With(document, static cue => string.Create(CultureInfo.InvariantCulture, $"cue-{cue.Index}"));
    }

    /// <summary>Names the cues that are new in a revision after it, so that they are not taken for others of an earlier one.</summary>
    public static CaptionDocument Created(CaptionDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return With(document, cue => string.Create(CultureInfo.InvariantCulture, $"r{document.Revision}-{cue.Index}"));
    }

    /// <summary>Checks whether a text can be an id: 1 to 64 ASCII letters, digits, <c>-</c> and <c>_</c>.</summary>
    public static bool IsValid(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.Length is >= 1 and <= MaxLength && id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
    }

    private static CaptionDocument With(CaptionDocument document, Func<CaptionCue, string> name)
    {
        if (document.Cues.All(static cue => cue.Id is not null))
        {
            return document;
        }

        var taken = document.Cues.Where(static cue => cue.Id is not null).Select(static cue => cue.Id!).ToHashSet(StringComparer.Ordinal);
        return document with { Cues = [.. document.Cues.Select(cue => cue.Id is null ? cue with { Id = Free(taken, name(cue)) } : cue)] };
    }

    private static string Free(HashSet<string> taken, string wanted)
    {
        var id = wanted;
        for (var i = 2; !taken.Add(id); i++)
        {
            id = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{i}");
        }

        return id;
    }
}
