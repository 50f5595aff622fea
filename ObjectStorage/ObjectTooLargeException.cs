namespace Platform.ObjectStorage;

/// <summary>Thrown when content exceeds <see cref="PutLimits.MaxLength"/>; nothing was stored.</summary>
/// <param name="maxLength">The limit in bytes.</param>
public sealed class ObjectTooLargeException(long maxLength) : IOException($"The object is larger than {maxLength} bytes.")
{
    /// <summary>Gets the limit in bytes.</summary>
    public long MaxLength { get; } = maxLength;
}

/// <summary>Thrown when content does not have <see cref="PutLimits.ExpectedLength"/> bytes; nothing was stored.</summary>
/// <param name="expected">The announced number of bytes.</param>
/// <param name="actual">The actual number of bytes.</param>
public sealed class ObjectLengthException(long expected, long actual) : IOException($"Expected {expected} bytes, got {actual}.")
{
    /// <summary>Gets the announced number of bytes.</summary>
    public long Expected { get; } = expected;

    /// <summary>Gets the actual number of bytes.</summary>
    public long Actual { get; } = actual;
}
