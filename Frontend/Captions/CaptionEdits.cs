using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Captions;

/// <summary>Holds the texts of cues that a visitor has changed and not saved, by the index of the cue.</summary>
internal sealed class CaptionEdits
{
    private readonly Dictionary<int, string> _texts = [];

    /// <summary>Gets the number of changed cues.</summary>
    public int Count => _texts.Count;

    /// <summary>Gets the changed text of a cue; null if it is unchanged.</summary>
    public string? Of(CaptionCue cue) => _texts.GetValueOrDefault(cue.Index);

    /// <summary>Changes the text of a cue; null, or the text that it has, restores it.</summary>
    public void Set(CaptionCue cue, string? text)
    {
        if (text is null || text == cue.Text)
        {
            _texts.Remove(cue.Index);
        }
        else
        {
            _texts[cue.Index] = text;
        }
    }

    /// <summary>Drops the changes that a newer revision has already.</summary>
    public void DropThoseIn(CaptionDocument document)
    {
        foreach (var cue in document.Cues)
        {
            Set(cue, Of(cue));
        }
    }

    /// <summary>Drops all changes.</summary>
    public void Clear() => _texts.Clear();

    /// <summary>Creates the request that saves the changes, in the order of the cues.</summary>
    public EditCaptionsRequest ToRequest() => new([.. _texts.OrderBy(text => text.Key).Select(text => new EditedCue(text.Key, text.Value))]);
}
