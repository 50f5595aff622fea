using System.Globalization;

namespace Platform.ObjectStorage;

/// <summary>Where things lie. All services build keys here and nowhere else.</summary>
public static class ObjectKeys
{
    /// <summary>A finished upload.</summary>
    public static string Upload(Guid uploadId) => $"uploads/{uploadId:D}";

    /// <summary>One part of an upload that goes on; the parts are composed to <see cref="Upload"/>.</summary>
    /// <param name="uploadId">The upload.</param>
    /// <param name="offset">Where in the upload the part starts, in bytes: parts list in their order.</param>
    public static string UploadPart(Guid uploadId, long offset) =>
        string.Create(CultureInfo.InvariantCulture, $"{UploadParts(uploadId)}{offset:D16}");

    /// <summary>Prefix of an upload's parts.</summary>
    public static string UploadParts(Guid uploadId) => $"upload-parts/{uploadId:D}/";

    /// <summary>The recording that a job was made from, kept for the player.</summary>
    public static string Media(Guid jobId) => $"media/{jobId:D}/source";

    /// <summary>Prefix of what a job keeps between its steps; deleted when it ended.</summary>
    public static string Work(Guid jobId) => $"work/{jobId:D}/";

    /// <summary>A job's caption document as JSON.</summary>
    /// <param name="jobId">The job.</param>
    /// <param name="revision">0 as recognised, then one more with each edit.</param>
    public static string Captions(Guid jobId, int revision) =>
        string.Create(CultureInfo.InvariantCulture, $"{CaptionRevisions(jobId)}r{revision}.json");

    /// <summary>The captions so far of a job that runs, as a caption document; gone when it has ended.</summary>
    public static string LiveCaptions(Guid jobId) => $"{Work(jobId)}live.json";

    /// <summary>Prefix of all revisions of a job's captions.</summary>
    public static string CaptionRevisions(Guid jobId) => $"captions/{jobId:D}/";

    /// <summary>Which revision an object of <see cref="CaptionRevisions"/> is; null for anything else.</summary>
    public static int? RevisionOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var name = key.AsSpan(key.LastIndexOf('/') + 1);
        var end = name.IndexOfAny('-', '.');
        return end > 1 && name[0] == 'r' && int.TryParse(name[1..end], NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : null;
    }

    /// <summary>Throws unless the key has the form that every provider can keep.</summary>
    internal static void Check(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (key.Length > 512 || !AreSegmentsValid(key))
        {
            throw new ArgumentException("An object key has 1 to 512 characters in segments of letters, digits, '.', '_' and '-'.", nameof(key));
        }
    }

    /// <summary>Throws unless the prefix is a key followed by a slash.</summary>
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
            // A leading dot is refused as a whole: it covers "." and ".." and keeps the provider's own files apart.
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
