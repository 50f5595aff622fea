using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.DataProtection;
using Platform.ApiGateway.JobManagement;

namespace Platform.ApiGateway.Jobs;

/// <summary>Encodes a position in a list as an opaque text that is protected against changes and bound to its filter.</summary>
internal sealed class JobCursor(IDataProtectionProvider protection)
{
    private const int IdBytes = 16;
    private const int HashBytes = 16;

    private readonly IDataProtector _protector = protection.CreateProtector("Platform.ApiGateway.JobCursor.v1");

    public string Write(Guid before, JobCriteria filter)
    {
        var bytes = new byte[IdBytes + HashBytes];
        before.TryWriteBytes(bytes, bigEndian: true, out _);
        Hash(filter).CopyTo(bytes.AsSpan(IdBytes));
        return Base64Url.EncodeToString(_protector.Protect(bytes));
    }

    /// <summary>Decodes a cursor; false if it is invalid, was changed, or belongs to another filter.</summary>
    public bool TryRead(string cursor, JobCriteria filter, out Guid before)
    {
        before = default;
        if (cursor.Length > 500 || !Base64Url.IsValid(cursor))
        {
            return false;
        }

        byte[] bytes;
        try
        {
            bytes = _protector.Unprotect(Base64Url.DecodeFromChars(cursor));
        }
        catch (CryptographicException)
        {
            return false;
        }

        if (bytes.Length != IdBytes + HashBytes || !bytes.AsSpan(IdBytes).SequenceEqual(Hash(filter)))
        {
            return false;
        }

        before = new Guid(bytes.AsSpan(0, IdBytes), bigEndian: true);
        return true;
    }

    private static ReadOnlySpan<byte> Hash(JobCriteria filter) =>
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new JobSearch(filter, 0), CursorJson.Default.JobSearch)).AsSpan(0, HashBytes);
}

/// <summary>Serialises filters for their hash. Cursors that clients have end with every change of the form.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(JobSearch))]
internal sealed partial class CursorJson : JsonSerializerContext;
