using Platform.Worker.Media;

namespace Platform.Unit.Worker.Media;

/// <summary>Sound tracks as a file may have them.</summary>
internal static class Tracks
{
    /// <summary>A track in stereo at 48 kHz.</summary>
    public static TrackInfo Of(int index, string? language, bool isDefault) => new(index, index, language, null, 2, true, 48_000, isDefault, false, null);
}
