using Platform.Worker.Timing;

namespace Platform.Worker.Media;

/// <summary>Which channels of a track are heard.</summary>
internal enum ChannelMix
{
    /// <summary>All of them, mixed.</summary>
    All,

    /// <summary>The left one, or the first.</summary>
    Left,

    /// <summary>The right one, or the second.</summary>
    Right,
}

/// <summary>A track's sound after decoding.</summary>
/// <param name="Seconds">Length of the sound.</param>
/// <param name="EndSeconds">Presentation time of its end.</param>
/// <param name="Levels">How loud it is, for <c>SoundLevels</c>.</param>
/// <param name="Timeline">Where it belongs in the recording.</param>
/// <param name="LoudestMix">What to hear instead where the channels cancel each other out; <see cref="ChannelMix.All"/> where they do not.</param>
/// <param name="ChannelsDiffer">Whether a channel alone may tell more than the mix does.</param>
internal sealed record DecodedSound(double Seconds, double EndSeconds, float[] Levels, Timeline Timeline, ChannelMix LoudestMix, bool ChannelsDiffer);
