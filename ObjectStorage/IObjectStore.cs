namespace Platform.ObjectStorage;

/// <summary>Stores objects (uploads, media, captions) by key. Writes are atomic: readers see the old or the new object.</summary>
/// <remarks>
/// Keys are segments of letters, digits, <c>.</c>, <c>_</c> and <c>-</c> separated by <c>/</c>, at most 512 characters; see <see cref="ObjectKeys"/>.
/// An invalid key throws <see cref="ArgumentException"/>. Failures of the storage throw <see cref="IOException"/>.
/// </remarks>
public interface IObjectStore
{
    /// <summary>
    /// Stores the content of a stream. The object appears when the stream has ended and everything is durable; a failure leaves nothing behind.
    /// </summary>
    /// <param name="key">The key of the object.</param>
    /// <param name="content">
    /// The stream, which is read to its end, never buffered as a whole, and not disposed. Its exceptions are passed on unchanged.
    /// </param>
    /// <param name="limits">The limits of the size; null for none.</param>
    /// <param name="cancellationToken">Cancels the operation; nothing is stored.</param>
    /// <exception cref="ObjectTooLargeException">The stream exceeded <see cref="PutLimits.MaxLength"/>.</exception>
    /// <exception cref="ObjectLengthException">The stream did not have <see cref="PutLimits.ExpectedLength"/> bytes.</exception>
    Task<ObjectInfo> PutAsync(string key, Stream content, PutLimits? limits = null, CancellationToken cancellationToken = default);

    /// <summary>Joins objects in the given order to a new one, and deletes them. In a local folder a single part is renamed.</summary>
    /// <param name="key">The key of the new object.</param>
    /// <param name="parts">The keys of the parts; at least one.</param>
    /// <param name="cancellationToken">Cancels the operation; the parts remain.</param>
    /// <exception cref="FileNotFoundException">A part does not exist.</exception>
    Task<ObjectInfo> ComposeAsync(string key, IReadOnlyList<string> parts, CancellationToken cancellationToken = default);

    /// <summary>Opens an object, or a part of it; null if it does not exist.</summary>
    /// <param name="key">The key of the object.</param>
    /// <param name="range">The range of bytes; null for all.</param>
    /// <param name="cancellationToken">Cancels opening the object; reading has a token of its own.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range starts after the end of the object.</exception>
    Task<ObjectContent?> OpenReadAsync(string key, ByteRange? range = null, CancellationToken cancellationToken = default);

    /// <summary>Gets the metadata of an object; null if it does not exist.</summary>
    Task<ObjectInfo?> StatAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Deletes an object, if it exists.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Deletes all objects whose key starts with a prefix, which ends with <c>/</c>.</summary>
    /// <returns>The number of deleted objects.</returns>
    Task<int> DeletePrefixAsync(string prefix, CancellationToken cancellationToken = default);

    /// <summary>Lists the objects whose key starts with a prefix, which ends with <c>/</c>, in the order of their keys.</summary>
    IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken = default);
}
