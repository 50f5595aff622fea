namespace Platform.ObjectStorage;

/// <summary>What is known of an object.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="LastModified">When it was stored, UTC.</param>
/// <param name="ETag">Changes with the content; opaque, without quotes.</param>
public sealed record ObjectInfo(string Key, long Length, DateTimeOffset LastModified, string ETag);

/// <summary>A part of an object.</summary>
/// <param name="Offset">First byte, from 0.</param>
/// <param name="Length">How many bytes, at least 1; null, or more than there are, for all up to the end.</param>
public readonly record struct ByteRange(long Offset, long? Length = null);

/// <summary>Bounds on what is stored.</summary>
/// <param name="MaxLength">Most bytes; null for no limit.</param>
/// <param name="ExpectedLength">Exactly so many bytes; null when not known.</param>
public sealed record PutLimits(long? MaxLength = null, long? ExpectedLength = null);

/// <summary>An open object. Dispose it.</summary>
/// <param name="info">Of the whole object.</param>
/// <param name="offset">Of the first byte of the content.</param>
/// <param name="length">Of the content, in bytes.</param>
/// <param name="content">The bytes; may not be seekable.</param>
public sealed class ObjectContent(ObjectInfo info, long offset, long length, Stream content) : IAsyncDisposable
{
    /// <summary>Of the whole object, also when only a part was opened.</summary>
    public ObjectInfo Info { get; } = info;

    /// <summary>Where in the object the content starts, in bytes.</summary>
    public long Offset { get; } = offset;

    /// <summary>Size of the content in bytes.</summary>
    public long Length { get; } = length;

    /// <summary>The bytes; may not be seekable.</summary>
    public Stream Content { get; } = content;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
