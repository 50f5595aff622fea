namespace Platform.JobManager.Kinds;

/// <summary>Job ids are UUIDv7 (RFC 9562, section 5.7): their first 48 bits are milliseconds since 1970, so they sort by time.</summary>
internal static class JobIds
{
    public static DateTimeOffset TimeOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        long milliseconds = 0;
        for (int i = 0; i < 6; i++)
        {
            milliseconds = (milliseconds << 8) | bytes[i];
        }

        // 48 bits reach further than a date can.
        return milliseconds > 253_402_300_799_999 ? DateTimeOffset.MaxValue : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }

    /// <summary>The smallest id of that time.</summary>
    public static Guid FirstOf(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        long milliseconds = Math.Max(0, time.ToUnixTimeMilliseconds());
        for (int i = 5; i >= 0; i--)
        {
            bytes[i] = (byte)milliseconds;
            milliseconds >>= 8;
        }

        return new Guid(bytes, bigEndian: true);
    }
}
