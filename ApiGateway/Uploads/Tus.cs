using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Platform.ApiGateway.Uploads;

/// <summary>Defines the header names and values of the tus resumable upload protocol 1.0.0 (tus.io/protocols/resumable-upload).</summary>
internal static class Tus
{
    public const string Version = "1.0.0";
    public const string Extensions = "creation,creation-with-upload,termination,expiration,checksum";
    public const string ChecksumAlgorithms = "sha1,sha256,md5";
    public const string ContentType = "application/offset+octet-stream";

    public const string ResumableHeader = "Tus-Resumable";
    public const string OffsetHeader = "Upload-Offset";
    public const string LengthHeader = "Upload-Length";
    public const string MetadataHeader = "Upload-Metadata";
    public const string ExpiresHeader = "Upload-Expires";
    public const string ChecksumHeader = "Upload-Checksum";
    public const string DeferLengthHeader = "Upload-Defer-Length";
    public const string ConcatHeader = "Upload-Concat";

    /// <summary>The status for a body that does not match its checksum.</summary>
    public const int ChecksumMismatch = 460;

    /// <summary>Parses a number of bytes; null if it is invalid.</summary>
    public static long? ReadCount(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;

    /// <summary>
    /// Parses <c>Upload-Metadata</c>: pairs of an ASCII name and a base64 text; null if it is malformed. The header is returned unchanged in
    /// responses, which permit ASCII only.
    /// </summary>
    public static Dictionary<string, string>? ReadMetadata(string? header)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(header))
        {
            return metadata;
        }

        if (header.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return null;
        }

        foreach (var pair in header.Split(',', StringSplitOptions.TrimEntries))
        {
            var (key, value) = pair.Split(' ', 2) is [var k, var v] ? (k, v) : (pair, "");
            if (key.Length == 0 || ReadText(value) is not { } text || !metadata.TryAdd(key, text))
            {
                return null;
            }
        }

        return metadata;
    }

    private static string? ReadText(string base64)
    {
        if (!Base64.IsValid(base64))
        {
            return null;
        }

        var bytes = Convert.FromBase64String(base64);
        return Utf8.IsValid(bytes) && !bytes.Contains((byte)0) ? Encoding.UTF8.GetString(bytes) : null;
    }
}
