using System.Buffers.Binary;

namespace Platform.Worker.Media;

/// <summary>How many bytes a file has by its own account: one that has fewer was cut off, whatever ffprobe makes of it.</summary>
/// <remarks>
/// RIFF and its kin (https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html), ISO/IEC 14496-12 (4.2), RFC 8794 (EBML),
/// ASF (3.2). Programs that stream write a placeholder instead of a size; such a file says nothing.
/// </remarks>
internal static class StatedLength
{
    private const int HeadBytes = 64 * 1024;
    private const int MaxUnits = 500_000;
    private const int TransportPacket = 188;
    private static readonly byte[] _asfFileProperties = new Guid("8CABDCA1-A947-11CF-8EE4-00C00C205365").ToByteArray();

    /// <summary>Reads it.</summary>
    /// <returns>The length stated, null for none; and whether the file ends in the middle of a unit of a format that states none.</returns>
    public static async Task<(long? Bytes, bool IsCutInside)> OfAsync(string file, string format, CancellationToken cancellationToken)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.RandomAccess);
        var head = new byte[HeadBytes];
        var read = await RandomAccess.ReadAsync(handle, head, fileOffset: 0, cancellationToken).ConfigureAwait(false);
        var length = RandomAccess.GetLength(handle);
        return format switch
        {
            MediaTypes.Quicktime => EndOfBoxes((offset, into) => RandomAccess.Read(handle, into, offset), length, cancellationToken),
            "avi" => (EndOfRiffs((offset, into) => RandomAccess.Read(handle, into, offset), length), false),
            "ogg" => (null, await IsCutOggAsync(handle, length, cancellationToken).ConfigureAwait(false)),
            "mpegts" => (null, IsCutTransportStream(head.AsSpan(0, read), length)),
            _ => (Of(head.AsSpan(0, read), format), false),
        };
    }

    /// <summary>Reads it from the beginning of a file; null where it does not stand there.</summary>
    internal static long? Of(ReadOnlySpan<byte> head, string format) => format switch
    {
        "wav" => EndOfWave(head),
        "w64" => head.Length >= 24 && BinaryPrimitives.ReadUInt64LittleEndian(head[16..]) is var size && !StreamedHeader.IsPlaceholder(size) ? (long)size : null,
        "caf" => EndOfCaf(head),
        "aiff" => head.Length >= 12 && head.StartsWith("FORM"u8) ? Sized(8, BinaryPrimitives.ReadUInt32BigEndian(head[4..])) : null,
        "au" => head.Length >= 12 && head.StartsWith(".snd"u8)
            ? Sized(BinaryPrimitives.ReadUInt32BigEndian(head[4..]), BinaryPrimitives.ReadUInt32BigEndian(head[8..])) : null,
        "asf" => EndOfAsf(head),
        MediaTypes.Matroska => EndOfSegment(head),
        _ => null,
    };

    /// <summary>Whether a 32-bit size is one that programs write who do not know it: 0, or (nearly) the most that fits, with or without sign.</summary>
    internal static bool IsPlaceholder(uint size) => size is 0 or (>= 0x7fff_0000 and <= 0x8000_0000) or >= 0xffff_0000;

    private static long? Sized(long start, uint size) => IsPlaceholder(size) ? null : start + size;

    private static long? EndOfWave(ReadOnlySpan<byte> head)
    {
        const long chunkHeader = 8;
        long? wide = null;

        // What stands before it, such as tags, is none of its chunks.
        if (!head.StartsWith("RIFF"u8) && !head.StartsWith("RF64"u8) && !head.StartsWith("BW64"u8))
        {
            return null;
        }

        for (long at = 12; at + chunkHeader <= head.Length;)
        {
            var chunk = head[(int)at..];
            var size = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (chunk.StartsWith("ds64"u8) && chunk.Length >= 24)
            {
                wide = (long)BinaryPrimitives.ReadUInt64LittleEndian(chunk[16..]);
            }
            else if (chunk.StartsWith("data"u8))
            {
                return wide is > 0 && size == uint.MaxValue ? at + chunkHeader + wide : Sized(at + chunkHeader, size);
            }

            // Chunks are padded to an even size.
            at += chunkHeader + size + (size & 1);
        }

        return null;
    }

    private static long? EndOfCaf(ReadOnlySpan<byte> head)
    {
        const int chunkHeader = 12;
        for (long at = 8; at + chunkHeader <= head.Length;)
        {
            var size = BinaryPrimitives.ReadUInt64BigEndian(head[((int)at + 4)..]);
            if (StreamedHeader.IsPlaceholder(size))
            {
                return null;
            }

            var next = at + chunkHeader + (long)size;
            if (head[(int)at..].StartsWith("data"u8))
            {
                return next;
            }

            at = next;
        }

        return null;
    }

    private static long? EndOfAsf(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf(_asfFileProperties);
        var size = at >= 0 && head.Length >= at + 48 ? BinaryPrimitives.ReadInt64LittleEndian(head[(at + 40)..]) : 0;
        return size > 0 ? size : null;
    }

    private static long? EndOfSegment(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> segment = [0x18, 0x53, 0x80, 0x67];
        var at = head.IndexOf(segment) + segment.Length;
        if (at < segment.Length || at >= head.Length)
        {
            return null;
        }

        // EBML: the number of leading zero bits is that of the bytes that follow; all ones are "unknown", which live streams have.
        var bytes = System.Numerics.BitOperations.LeadingZeroCount((uint)head[at]) - 23;
        if (bytes > 8 || at + bytes > head.Length)
        {
            return null;
        }

        long size = head[at] & ((1 << (8 - bytes)) - 1);
        for (var i = 1; i < bytes; i++)
        {
            size = (size << 8) | head[at + i];
        }

        return size == (1L << (7 * bytes)) - 1 || size == 0 ? null : at + bytes + size;
    }

    private static (long? Bytes, bool IsCutInside) EndOfBoxes(Func<long, byte[], int> read, long length, CancellationToken cancellationToken)
    {
        long end = 0;
        // Fragments tell of themselves only, so the last one that is there is the last one that anybody knows of.
        var isFragmented = false;
        foreach (var box in IsoBoxes.Walk(read, length, cancellationToken))
        {
            if (box.Size is not { } size)
            {
                return (null, false);
            }

            isFragmented |= box.Type == IsoBox.Fragment;
            end = box.Start + size;
        }

        return (end, isFragmented && end > length);
    }

    private static long? EndOfRiffs(Func<long, byte[], int> read, long length)
    {
        var header = new byte[8];
        long at = 0;
        // A large AVI is several RIFFs one after another, each of at most a gibibyte or two.
        for (var riffs = 0; at < length && riffs < MaxUnits && read(at, header) == 8 && header.AsSpan().StartsWith("RIFF"u8); riffs++)
        {
            var size = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4));
            if (IsPlaceholder(size))
            {
                return null;
            }

            at += 8L + size + (size & 1);
        }

        return at > 0 ? at : null;
    }

    private static async Task<bool> IsCutOggAsync(Microsoft.Win32.SafeHandles.SafeFileHandle handle, long length, CancellationToken cancellationToken)
    {
        var tail = new byte[Math.Min(length, 2 * HeadBytes)];
        var read = await RandomAccess.ReadAsync(handle, tail, length - tail.Length, cancellationToken).ConfigureAwait(false);
        return IsCutPage(tail.AsSpan(0, read));
    }

    // RFC 3533, 6: after 27 bytes come as many sizes as the last of these says, then as many bytes as they sum up to.
    private static bool IsCutPage(ReadOnlySpan<byte> tail)
    {
        const int pageHeader = 27;
        var page = tail.LastIndexOf("OggS"u8);
        if (page < 0)
        {
            return false;
        }

        var rest = tail[page..];
        if (rest.Length < pageHeader || rest.Length < pageHeader + rest[26])
        {
            return true;
        }

        var size = pageHeader + rest[26];
        foreach (var segment in rest.Slice(pageHeader, rest[26]))
        {
            size += segment;
        }

        return size > rest.Length;
    }

    private static bool IsCutTransportStream(ReadOnlySpan<byte> head, long length) =>
        head.Length > TransportPacket && head[0] == 0x47 && head[TransportPacket] == 0x47 && length % TransportPacket != 0;
}
