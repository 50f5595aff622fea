using Google.Protobuf;
using Platform.ServiceDefaults.Refusals;

namespace Platform.ServiceDefaults.GrpcCalls;

/// <summary>Converts ids in messages: 16 bytes in big-endian order, none for a missing id.</summary>
public static class Uuids
{
    private const int Length = 16;

    /// <summary>Converts an id to its bytes.</summary>
    public static ByteString ToBytes(this Guid id)
    {
        var bytes = new byte[Length];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    /// <summary>Converts an optional id to its bytes.</summary>
    public static ByteString ToBytes(this Guid? id) => id is { } given ? given.ToBytes() : ByteString.Empty;

    /// <summary>Reads an id.</summary>
    /// <param name="bytes">The bytes of the field.</param>
    /// <param name="field">The path of the field for error messages.</param>
    /// <exception cref="InputException">400: there are not 16 bytes.</exception>
    public static Guid ToGuid(this ByteString bytes, string field = "id")
    {
        ArgumentNullException.ThrowIfNull(bytes);
        Demand.That(bytes.Length == Length, field, "An id has 16 bytes.");
        return new Guid(bytes.Span, bigEndian: true);
    }

    /// <summary>Reads an id that may be missing.</summary>
    /// <param name="bytes">The bytes of the field.</param>
    /// <param name="field">The path of the field for error messages.</param>
    /// <exception cref="InputException">400: there are neither 16 bytes nor none.</exception>
    public static Guid? ToGuidOrNull(this ByteString bytes, string field = "id")
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return bytes.IsEmpty ? null : bytes.ToGuid(field);
    }
}
