using Platform.Accuracy.Sounds;

namespace Platform.Accuracy.Sets;

/// <summary>A recording of a joined set.</summary>
/// <param name="Start">Second at which it begins.</param>
/// <param name="End">Second at which it ends.</param>
/// <param name="Text">What is said.</param>
internal sealed record SetEntry(double Start, double End, string Text);

/// <summary>Recordings with half a second of silence after each, as one sound.</summary>
/// <param name="Name">Its name, such as <c>asterisk-en</c>.</param>
/// <param name="Language">As the recogniser calls it.</param>
/// <param name="Samples">The sound.</param>
/// <param name="Entries">In order.</param>
internal sealed record JoinedSet(string Name, string Language, short[] Samples, IReadOnlyList<SetEntry> Entries)
{
    /// <summary>Whether accents do not count.</summary>
    public bool Folds => Language is "es" or "fr" or "it" or "ru";

    /// <summary>The sound of a recording with the pause after it.</summary>
    public short[] Turn(int entry)
    {
        var from = (int)(Entries[entry].Start * Sound.SampleRate);
        var to = entry + 1 < Entries.Count ? (int)(Entries[entry + 1].Start * Sound.SampleRate) : Samples.Length;
        return Samples[from..to];
    }

    /// <summary>The same recordings in another sound of the same length.</summary>
    public JoinedSet With(string suffix, short[] samples) => this with { Name = $"{Name}-{suffix}", Samples = samples };
}
