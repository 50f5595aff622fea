namespace Platform.Worker.Media;

/// <summary>Describes a recording by its content.</summary>
/// <param name="MediaType">MIME type.</param>
/// <param name="DeclaredSeconds">The presentation time at which the recording ends, as the file states it, in seconds; null if it does not.</param>
/// <param name="HasVideo">Whether it has a moving picture.</param>
/// <param name="Tracks">The sound tracks in the order of the file; null if stored by an earlier version.</param>
/// <param name="Zero">The timestamp of presentation time 0, in seconds.</param>
/// <param name="Start">The first timestamp of the file, in seconds.</param>
/// <param name="Format">The name of the format in ffprobe.</param>
/// <param name="StatedBytes">The length of the whole file in bytes, as it states it; null if it does not.</param>
/// <param name="IsCutInside">Whether the file ends in the middle of a unit of its format.</param>
/// <param name="Picture">The moving picture; null if it has none, or if stored by an earlier version.</param>
internal sealed record MediaInfo(
    string MediaType,
    double? DeclaredSeconds,
    bool HasVideo,
    IReadOnlyList<TrackInfo>? Tracks = null,
    double Zero = 0,
    double Start = 0,
    string Format = "",
    long? StatedBytes = null,
    bool IsCutInside = false,
    PictureInfo? Picture = null);

/// <summary>Describes a moving picture.</summary>
/// <param name="Stream">Its index among all streams of the file.</param>
/// <param name="Codec">The codec; null if unknown.</param>
/// <param name="Width">The width as it is shown, in pixels; 0 if unknown.</param>
/// <param name="Height">The height as it is shown, in pixels; 0 if unknown.</param>
internal sealed record PictureInfo(int Stream, string? Codec, int Width, int Height);

/// <summary>Describes a sound track.</summary>
/// <param name="Index">Its index among the sound tracks, from 0.</param>
/// <param name="Stream">Its index among all streams of the file.</param>
/// <param name="Language">The language in the form of the file; null if it has none.</param>
/// <param name="Title">The title, at most 200 characters; null if it has none.</param>
/// <param name="Channels">The number of channels; 0 if unknown.</param>
/// <param name="HasLayout">Whether the layout of the channels is known.</param>
/// <param name="SampleRate">The sample rate; 0 if unknown.</param>
/// <param name="IsDefault">Whether it is marked as the default track.</param>
/// <param name="IsAside">Whether it is a commentary or a description of the picture.</param>
/// <param name="EndSeconds">The presentation time of its end, as the file states it, in seconds; null if it does not.</param>
/// <param name="Codec">The codec; null if unknown, or if stored by an earlier version.</param>
internal sealed record TrackInfo(
    int Index,
    int Stream,
    string? Language,
    string? Title,
    int Channels,
    bool HasLayout,
    int SampleRate,
    bool IsDefault,
    bool IsAside,
    double? EndSeconds,
    string? Codec = null);
