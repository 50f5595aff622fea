namespace Platform.ObjectStorage;

/// <summary>What was to be stored went past <see cref="PutLimits.MaxLength"/>; nothing was stored.</summary>
/// <param name="maxLength">The limit in bytes.</param>
public sealed class ObjectTooLargeException(long maxLength) : IOException($"The object is larger than {maxLength} bytes.")
{
    /// <summary>The limit in bytes.</summary>
    public long MaxLength { get; } = maxLength;
}

/// <summary>What was to be stored did not have <see cref="PutLimits.ExpectedLength"/> bytes; nothing was stored.</summary>
/// <param name="expected">Bytes announced.</param>
/// <param name="actual">Bytes that came.</param>
public sealed class ObjectLengthException(long expected, long actual) : IOException($"Expected {expected} bytes, got {actual}.")
{
    /// <summary>Bytes announced.</summary>
    public long Expected { get; } = expected;

    /// <summary>Bytes that came.</summary>
    public long Actual { get; } = actual;
}
