namespace Platform.JobManager.Kinds;

/// <summary>Converts between job ids and times. Ids are UUIDv7 (RFC 9562, section 5.7): the first 48 bits are milliseconds since 1970.</summary>
internal static class JobIds
{
    /// <summary>The time when the id was created, UTC; <see cref="DateTimeOffset.MaxValue"/> if it does not fit.</summary>
    public static DateTimeOffset TimeOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = 0L;
        for (var i = 0; i < 6; i++)
        {
            milliseconds = (milliseconds << 8) | bytes[i];
        }

        // 48 bits can represent later times than DateTimeOffset.
        return milliseconds > 253_402_300_799_999 ? DateTimeOffset.MaxValue : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }

    /// <summary>The smallest id that can be created at a time.</summary>
    public static Guid FirstOf(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        var milliseconds = Math.Max(0, time.ToUnixTimeMilliseconds());
        for (var i = 5; i >= 0; i--)
        {
            bytes[i] = (byte)milliseconds;
            milliseconds >>= 8;
        }

        return new Guid(bytes, bigEndian: true);
    }
}
