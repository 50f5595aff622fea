using Platform.Accuracy.Engines;
using Platform.Accuracy.Sets;
using Platform.Accuracy.Sounds;
using Platform.Captions.Layout;

namespace Platform.Accuracy;

/// <summary>Cues as viewers see them, some of which are printed: shares of wrong words do not say how captions read.</summary>
internal sealed class CueSample
{
    private readonly List<(string Set, double Start, string Text)> _cues = [];

    /// <summary>Takes all that was heard of a set.</summary>
    public void Add(JoinedSet set, Hearing heard) =>
        _cues.AddRange(CueLayout.Arrange(heard.Words, set.Samples.Seconds(), style: null, set.Language).Select(cue => (set.Name, cue.Start, cue.Text)));

    /// <summary>Prints some, drawn at random: of the same cues the same ones each time.</summary>
    /// <param name="count">How many.</param>
    public void Print(int count)
    {
        var drawn = _cues.ToArray();
        new Random(1).Shuffle(drawn);
        foreach (var (set, start, text) in drawn.Take(count).OrderBy(static cue => cue.Set, StringComparer.Ordinal).ThenBy(static cue => cue.Start))
        {
            Report.Line($"  {set} {TimeSpan.FromSeconds(start):hh\\:mm\\:ss}");
            foreach (var line in text.Split('\n'))
            {
                Report.Line($"    {line}");
            }
        }
    }
}
