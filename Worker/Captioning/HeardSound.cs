using Platform.Worker.Media;

namespace Platform.Worker.Captioning;

/// <summary>The sound that captions are made of.</summary>
/// <param name="Track">Of which track.</param>
/// <param name="Mix">Which of its channels.</param>
/// <param name="Sound">What was decoded.</param>
internal sealed record HeardSound(TrackInfo Track, ChannelMix Mix, DecodedSound Sound);
