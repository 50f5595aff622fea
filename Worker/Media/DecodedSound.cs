using Platform.Worker.Timing;

namespace Platform.Worker.Media;

/// <summary>Lists the channels of a track that may be selected.</summary>
internal enum ChannelMix
{
    /// <summary>All channels, mixed.</summary>
    All,

    /// <summary>The left channel, or the first.</summary>
    Left,

    /// <summary>The right channel, or the second.</summary>
    Right,
}

/// <summary>Represents the decoded sound of a track.</summary>
/// <param name="Seconds">The length of the sound.</param>
/// <param name="EndSeconds">The presentation time of its end.</param>
/// <param name="Levels">The sound levels, for <c>SoundLevels</c>.</param>
/// <param name="Timeline">Maps times of the sound to times of the recording.</param>
/// <param name="LoudestMix">The mix to use instead if the channels cancel each other out; <see cref="ChannelMix.All"/> if they do not.</param>
/// <param name="ChannelsDiffer">Whether one channel alone may be easier to understand than the mix.</param>
internal sealed record DecodedSound(double Seconds, double EndSeconds, float[] Levels, Timeline Timeline, ChannelMix LoudestMix, bool ChannelsDiffer);
