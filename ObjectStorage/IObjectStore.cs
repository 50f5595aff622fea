namespace Platform.ObjectStorage;

/// <summary>Objects (uploads, media, captions) by key. An object is seen whole or not at all; a put replaces it at once.</summary>
/// <remarks>
/// Keys are <c>/</c>-separated segments of letters, digits, <c>.</c>, <c>_</c> and <c>-</c>, at most 512 characters; see <see cref="ObjectKeys"/>.
/// A key that is not like this throws <see cref="ArgumentException"/>. Trouble of the storage itself throws <see cref="IOException"/>.
/// </remarks>
public interface IObjectStore
{
    /// <summary>Stores what the stream yields. The object appears when the stream ended and all is on disk; a failure leaves nothing behind.</summary>
    /// <param name="key">The object.</param>
    /// <param name="content">Read to its end, never held in memory as a whole, not disposed. What it throws comes out unchanged.</param>
    /// <param name="limits">Bounds on the size; null for none.</param>
    /// <param name="cancellationToken">Gives up; nothing is stored.</param>
    /// <exception cref="ObjectTooLargeException">The stream went past <see cref="PutLimits.MaxLength"/>.</exception>
    /// <exception cref="ObjectLengthException">The stream did not have <see cref="PutLimits.ExpectedLength"/> bytes.</exception>
    Task<ObjectInfo> PutAsync(string key, Stream content, PutLimits? limits = null, CancellationToken cancellationToken = default);

    /// <summary>Joins objects, in their order, to a new one, then deletes them. In a local folder one part costs a rename.</summary>
    /// <param name="key">The new object.</param>
    /// <param name="parts">Keys of the parts; at least one.</param>
    /// <param name="cancellationToken">Gives up; the parts stay.</param>
    /// <exception cref="FileNotFoundException">A part does not exist.</exception>
    Task<ObjectInfo> ComposeAsync(string key, IReadOnlyList<string> parts, CancellationToken cancellationToken = default);

    /// <summary>Opens an object, or a part of it; null when there is none.</summary>
    /// <param name="key">The object.</param>
    /// <param name="range">Which bytes; null for all.</param>
    /// <param name="cancellationToken">Gives up opening; reading has its own token.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range starts after the object's end.</exception>
    Task<ObjectContent?> OpenReadAsync(string key, ByteRange? range = null, CancellationToken cancellationToken = default);

    /// <summary>What is known of an object; null when there is none.</summary>
    Task<ObjectInfo?> StatAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Deletes an object; nothing happens when there is none.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Deletes every object whose key starts with a prefix that ends in <c>/</c>.</summary>
    /// <returns>How many were deleted.</returns>
    Task<int> DeletePrefixAsync(string prefix, CancellationToken cancellationToken = default);

    /// <summary>Objects whose key starts with a prefix that ends in <c>/</c>, in the order of their keys.</summary>
    IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken = default);
}
