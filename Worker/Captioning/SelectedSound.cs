using Platform.Worker.Media;

namespace Platform.Worker.Captioning;

/// <summary>Represents the sound that captions are made from.</summary>
/// <param name="Track">The selected track.</param>
/// <param name="Mix">The selected channels.</param>
/// <param name="Sound">The decoded sound.</param>
internal sealed record SelectedSound(TrackInfo Track, ChannelMix Mix, DecodedSound Sound);
