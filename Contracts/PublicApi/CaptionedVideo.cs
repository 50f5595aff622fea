namespace Platform.Contracts.PublicApi;

/// <summary>Describes a job that puts the captions of a finished job into its recording.</summary>
/// <param name="CaptionsJobId">The id of a succeeded captions job of the same user. Its captions are those of the moment when this job is submitted.</param>
/// <param name="Container">The kind of file, one of <see cref="VideoContainer"/>; null for mp4.</param>
/// <param name="Burn">Whether the captions are drawn into the picture, for players that show none; null for a track that players can switch off.</param>
/// <param name="Style">How burned captions look; null for the defaults. Only with burn.</param>
public sealed record CaptionedVideoInput(Guid CaptionsJobId, string? Container = null, bool? Burn = null, BurnedStyle? Style = null);

/// <summary>Describes how burned captions look. What is null has its default.</summary>
/// <param name="Size">The size of the letters, one of <see cref="Sizes"/>; medium by default.</param>
/// <param name="Position">Where captions are, one of <see cref="Positions"/>; bottom by default.</param>
public sealed record BurnedStyle(string? Size = null, string? Position = null)
{
    /// <summary>The size for small letters.</summary>
    public const string Small = "small";

    /// <summary>The usual size.</summary>
    public const string Medium = "medium";

    /// <summary>The size for large letters.</summary>
    public const string Large = "large";

    /// <summary>Captions at the bottom of the picture.</summary>
    public const string Bottom = "bottom";

    /// <summary>Captions at the top of the picture.</summary>
    public const string Top = "top";

    /// <summary>Gets the values of <see cref="Size"/>.</summary>
    public static IReadOnlyList<string> Sizes { get; } = [Small, Medium, Large];

    /// <summary>Gets the values of <see cref="Position"/>.</summary>
    public static IReadOnlyList<string> Positions { get; } = [Bottom, Top];
}

/// <summary>Names the kinds of files for recordings with captions.</summary>
public static class VideoContainer
{
    /// <summary>MP4, which nearly everything plays; its caption track is 3GPP timed text (<c>mov_text</c>).</summary>
    public const string Mp4 = "mp4";

    /// <summary>Matroska, which takes every codec; its caption track is WebVTT.</summary>
    public const string Mkv = "mkv";

    /// <summary>Gets all names.</summary>
    public static IReadOnlyList<string> All { get; } = [Mp4, Mkv];
}

/// <summary>Holds the result of a job that put captions into a recording; the file is <c>GET /api/v1/jobs/{id}/video</c>.</summary>
/// <param name="Container">The kind of file, one of <see cref="VideoContainer"/>.</param>
/// <param name="MediaType">The MIME type of the file.</param>
/// <param name="MediaBytes">The size of the file in bytes.</param>
/// <param name="DurationSeconds">The length of the recording, in seconds.</param>
/// <param name="Language">The BCP 47 tag of the captions.</param>
/// <param name="Cues">The number of cues.</param>
/// <param name="Revision">The revision of the captions.</param>
/// <param name="HasVideo">Whether the file has a moving picture.</param>
/// <param name="Burned">Whether the captions are drawn into the picture.</param>
/// <param name="Encoded">Whether sound or picture were encoded again: those of the recording do not fit into such a file, or captions were drawn into it.</param>
public sealed record CaptionedVideoResult(
    string Container,
    string MediaType,
    long MediaBytes,
    double DurationSeconds,
    string Language,
    int Cues,
    int Revision,
    bool HasVideo,
    bool Burned,
    bool Encoded);
