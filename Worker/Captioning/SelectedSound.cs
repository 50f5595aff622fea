using Platform.Worker.Media;

namespace Platform.Worker.Captioning;

/// <summary>Represents the track and channels of a recording that captions are made from, decoded.</summary>
/// <param name="Track">The selected track.</param>
/// <param name="Mix">The selected channels.</param>
/// <param name="Sound">The decoded sound.</param>
internal sealed record SelectedSound(TrackInfo Track, ChannelMix Mix, DecodedSound Sound);
