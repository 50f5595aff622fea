using Platform.Worker.Media;

namespace Platform.Worker.Videos;

/// <summary>Describes a recording with captions that is to be made.</summary>
/// <param name="Folder">The folder with the files, which the program works in.</param>
/// <param name="Info">The recording.</param>
/// <param name="IsMp4">Whether the file is an MP4; otherwise it is Matroska.</param>
/// <param name="IsBurned">Whether the captions are drawn into the picture.</param>
/// <param name="Language">The BCP 47 tag of the captions.</param>
/// <param name="Seconds">The length of the recording.</param>
internal sealed record VideoOrder(string Folder, MediaInfo Info, bool IsMp4, bool IsBurned, string Language, double Seconds)
{
    /// <summary>The name of the file with captions to burn: without any character that has a meaning in a filter.</summary>
    public const string BurnedCaptions = "captions.ass";

    /// <summary>The name of the file with the recording.</summary>
    public const string SourceName = "source";

    /// <summary>Gets the path of the recording.</summary>
    public string Source => Path.Combine(Folder, SourceName);

    /// <summary>Gets the path of the captions.</summary>
    public string Captions => Path.Combine(Folder, IsBurned ? BurnedCaptions : IsMp4 ? "track.ass" : "track.vtt");

    /// <summary>Gets the path of the file that is made.</summary>
    public string Target => Path.Combine(Folder, IsMp4 ? "captioned.mp4" : "captioned.mkv");
}

/// <summary>Describes a recording with captions that was made.</summary>
/// <param name="IsEncoded">Whether sound or picture were encoded again.</param>
/// <param name="LacksLetters">Whether letters of the captions are in no font of this machine.</param>
internal sealed record MadeVideo(bool IsEncoded, bool LacksLetters);
