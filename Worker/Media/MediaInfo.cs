namespace Platform.Worker.Media;

/// <summary>What a recording is, by its content.</summary>
/// <param name="MediaType">MIME type.</param>
/// <param name="DeclaredSeconds">Presentation time at which the recording ends by the file's own account, in seconds; null where it has none.</param>
/// <param name="HasVideo">Whether there is a picture that moves.</param>
/// <param name="Tracks">The sound tracks in the order of the file; null in what earlier versions stored.</param>
/// <param name="Zero">Timestamp of presentation time 0, in seconds.</param>
/// <param name="Start">First timestamp of the file, in seconds.</param>
/// <param name="Format">ffprobe's name of the format.</param>
/// <param name="StatedBytes">Length of the whole file by its own account, in bytes; null where it has none.</param>
/// <param name="IsCutInside">Whether the file ends in the middle of a unit of its format.</param>
internal sealed record MediaInfo(
    string MediaType,
    double? DeclaredSeconds,
    bool HasVideo,
    IReadOnlyList<TrackInfo>? Tracks = null,
    double Zero = 0,
    double Start = 0,
    string Format = "",
    long? StatedBytes = null,
    bool IsCutInside = false);

/// <summary>A sound track.</summary>
/// <param name="Index">From 0 among the sound tracks.</param>
/// <param name="Stream">Its number among all streams of the file.</param>
/// <param name="Language">As the file has it; null where it says none.</param>
/// <param name="Title">At most 200 characters; null where it has none.</param>
/// <param name="Channels">How many channels; 0 where that is not known.</param>
/// <param name="HasLayout">Whether it is known which channels these are.</param>
/// <param name="SampleRate">Samples a second; 0 where that is not known.</param>
/// <param name="IsDefault">Marked as the one to play.</param>
/// <param name="IsAside">A commentary or a description of the picture.</param>
/// <param name="EndSeconds">Presentation time of its end by the file's own account, in seconds; null where it has none.</param>
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
    double? EndSeconds);
