namespace Platform.ObjectStorage;

/// <summary>Describes an object.</summary>
/// <param name="Key">The key.</param>
/// <param name="Length">The size in bytes.</param>
/// <param name="LastModified">When it was stored, in UTC.</param>
/// <param name="ETag">A value that changes with the content; opaque, without quotes.</param>
public sealed record ObjectInfo(string Key, long Length, DateTimeOffset LastModified, string ETag);

/// <summary>Represents a range of an object.</summary>
/// <param name="Offset">The first byte, from 0.</param>
/// <param name="Length">The number of bytes, at least 1; null, or more than there are, for all up to the end.</param>
public readonly record struct ByteRange(long Offset, long? Length = null);

/// <summary>Limits the size of an object to store.</summary>
/// <param name="MaxLength">The maximum number of bytes; null for no limit.</param>
/// <param name="ExpectedLength">The exact number of bytes; null if unknown.</param>
public sealed record PutLimits(long? MaxLength = null, long? ExpectedLength = null);

/// <summary>Represents an open object, which has to be disposed.</summary>
/// <param name="info">The metadata of the whole object.</param>
/// <param name="offset">The offset of the content in the object.</param>
/// <param name="length">The length of the content in bytes.</param>
/// <param name="content">The content; may not be seekable.</param>
public sealed class ObjectContent(ObjectInfo info, long offset, long length, Stream content) : IAsyncDisposable
{
    /// <summary>Gets the metadata of the whole object, even if only a part was opened.</summary>
    public ObjectInfo Info { get; } = info;

    /// <summary>Gets the offset of the content in the object, in bytes.</summary>
    public long Offset { get; } = offset;

    /// <summary>Gets the length of the content in bytes.</summary>
    public long Length { get; } = length;

    /// <summary>Gets the content; may not be seekable.</summary>
    public Stream Content { get; } = content;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
