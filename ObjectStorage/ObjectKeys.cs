using System.Globalization;

namespace Platform.ObjectStorage;

/// <summary>Defines the keys of all objects. All services build keys here and nowhere else.</summary>
public static class ObjectKeys
{
    /// <summary>Gets the prefixes of all keys: whoever lists the objects of each has listed all.</summary>
    public static IReadOnlyList<string> Roots { get; } = ["uploads/", "upload-parts/", "media/", "captions/", "work/"];

    /// <summary>Gets the key of a complete upload.</summary>
    public static string Upload(Guid uploadId) => $"uploads/{uploadId:D}";

    /// <summary>Gets the key of one part of an incomplete upload; the parts are joined to <see cref="Upload"/>.</summary>
    /// <param name="uploadId">The id of the upload.</param>
    /// <param name="offset">The offset of the part in the upload, in bytes: parts are listed in their order.</param>
    public static string UploadPart(Guid uploadId, long offset) =>
        string.Create(CultureInfo.InvariantCulture, $"{UploadParts(uploadId)}{offset:D16}");

    /// <summary>Gets the prefix of an upload's parts.</summary>
    public static string UploadParts(Guid uploadId) => $"upload-parts/{uploadId:D}/";

    /// <summary>Gets the key of a job's recording, kept for the player.</summary>
    public static string Media(Guid jobId) => $"media/{jobId:D}/source";

    /// <summary>Gets the key of the recording with captions that a job has made.</summary>
    public static string CaptionedVideo(Guid jobId) => $"media/{jobId:D}/captioned";

    /// <summary>Gets the prefix of the intermediate results of a job, which are deleted when it has ended.</summary>
    public static string Work(Guid jobId) => $"work/{jobId:D}/";

    /// <summary>Gets the key of a job's caption document as JSON.</summary>
    /// <param name="jobId">The id of the job.</param>
    /// <param name="revision">The revision: 0 for the recognised captions, then one more with each edit.</param>
    public static string Captions(Guid jobId, int revision) =>
        string.Create(CultureInfo.InvariantCulture, $"{CaptionRevisions(jobId)}r{revision}.json");

    /// <summary>Gets the key of the captions of a running job so far, as a caption document; deleted when it has ended.</summary>
    public static string LiveCaptions(Guid jobId) => $"{Work(jobId)}live.json";

    /// <summary>Gets the prefix of all revisions of a job's captions.</summary>
    public static string CaptionRevisions(Guid jobId) => $"captions/{jobId:D}/";

    /// <summary>Gets the key of the peaks of a job's waveform: one byte for each 20 ms of the recording. They go with the job's captions.</summary>
    public static string Peaks(Guid jobId) => $"{CaptionRevisions(jobId)}peaks";

    /// <summary>Parses the revision of a key in <see cref="CaptionRevisions"/>; null for any other key.</summary>
    public static int? RevisionOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var name = key.AsSpan(key.LastIndexOf('/') + 1);
        var end = name.IndexOfAny('-', '.');
        return end > 1 && name[0] == 'r' && int.TryParse(name[1..end], NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : null;
    }

    /// <summary>Throws if the key is not valid for all providers.</summary>
    internal static void Check(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (key.Length > 512 || !AreSegmentsValid(key))
        {
            throw new ArgumentException("An object key has 1 to 512 characters in segments of letters, digits, '.', '_' and '-'.", nameof(key));
        }
    }

    /// <summary>Throws if the prefix is not a key followed by a slash.</summary>
    internal static void CheckPrefix(string prefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        if (prefix[^1] != '/' || prefix.Length > 512 || !AreSegmentsValid(prefix.AsSpan(0, prefix.Length - 1)))
        {
            throw new ArgumentException("A prefix is a key followed by '/'.", nameof(prefix));
        }
    }

    private static bool AreSegmentsValid(ReadOnlySpan<char> key)
    {
        foreach (var range in key.Split('/'))
        {
            // A leading dot is refused in general: this covers "." and "..", and separates the provider's own files.
            var segment = key[range];
            if (segment.IsEmpty || segment[0] == '.')
            {
                return false;
            }

            foreach (var c in segment)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-'))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
