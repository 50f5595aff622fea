namespace Platform.Frontend.Finishing;

/// <summary>Holds what studio.js starts the studio with. All URLs are on the page's own origin.</summary>
/// <param name="Module">The URL of the studio's module.</param>
/// <param name="Document">Where the captions are read and saved.</param>
/// <param name="Revisions">Where their revisions are listed and read.</param>
/// <param name="Peaks">Where the server has the peaks of the waveform.</param>
/// <param name="Media">Where the recording is.</param>
/// <param name="MayDecode">Whether the recording is small enough to be decoded in the browser where the server has no peaks.</param>
/// <param name="DraftKey">Names the captions and the person among the drafts in the browser.</param>
/// <param name="Texts">The texts by name, in the language of the page.</param>
internal sealed record StudioSettings(
    string Module, string Document, string Revisions, string Peaks, string Media, bool MayDecode, string DraftKey, IReadOnlyDictionary<string, string> Texts)
{
    // Decoded sound takes up to a hundred times the size of its file.
    private const long MaxDecodedBytes = 48 * 1024 * 1024;
    private const double MaxDecodedSeconds = 15 * 60;

    /// <summary>Creates the settings for the captions of a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="seconds">The length of the recording.</param>
    /// <param name="bytes">The size of the recording.</param>
    /// <param name="person">Who finishes the captions; others may use the same browser.</param>
    /// <param name="texts">The texts by name.</param>
    public static StudioSettings For(Guid job, double seconds, long bytes, string person, IReadOnlyDictionary<string, string> texts) => new(
        StudioBuild.Module,
        $"/captions/{job}/document",
        $"/captions/{job}/revisions",
        $"/captions/{job}/peaks",
        $"/media/{job}",
        MayBeDecoded(seconds, bytes),
        $"{job}/{person}",
        texts);

    /// <summary>Creates the settings for captions that are opened by a link.</summary>
    /// <param name="root">The path below which they are read and saved.</param>
    /// <param name="seconds">The length of the recording.</param>
    /// <param name="bytes">The size of the recording.</param>
    /// <param name="texts">The texts by name.</param>
    public static StudioSettings Under(string root, double seconds, long bytes, IReadOnlyDictionary<string, string> texts) => new(
        StudioBuild.Module,
        root + "/document",
        root + "/revisions",
        root + "/peaks",
        root + "/media",
        MayBeDecoded(seconds, bytes),
        root,
        texts);

    private static bool MayBeDecoded(double seconds, long bytes) => seconds <= MaxDecodedSeconds && bytes <= MaxDecodedBytes;
}
