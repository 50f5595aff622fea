using System.IO.Compression;
using System.Security.Cryptography;

namespace Platform.ApiGateway.StatusPage;

/// <summary>Holds an answer as it is sent: made once, for thousands of requests.</summary>
internal sealed class StatusAnswer
{
    private const int HashBytes = 12;

    /// <summary>Creates the answer and compresses it.</summary>
    public StatusAnswer(byte[] body, string contentType, string language)
    {
        Body = body;
        ContentType = contentType;
        Language = language;
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(body);
        }

        Packed = packed.ToArray();

        // Weak, because the compressed form is the same version.
        ETag = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, HashBytes))}\"";
    }

    /// <summary>Gets the content.</summary>
    public byte[] Body { get; }

    /// <summary>Gets the content, compressed by gzip.</summary>
    public byte[] Packed { get; }

    /// <summary>Gets the type of the content.</summary>
    public string ContentType { get; }

    /// <summary>Gets the language of the content (BCP 47).</summary>
    public string Language { get; }

    /// <summary>Gets the tag of this version.</summary>
    public string ETag { get; }
}
