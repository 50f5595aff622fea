using System.Buffers.Binary;

namespace Platform.Worker.Media;

/// <summary>Reads the number of bytes that a file states for itself: one that has fewer was truncated, even if ffprobe can read it.</summary>
/// <remarks>
/// RIFF and related formats (https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html), ISO/IEC 14496-12 (4.2), RFC 8794 (EBML), ASF
/// (3.2). Programs that stream write a placeholder instead of a size; such a file states nothing.
/// </remarks>
internal static class StatedLength
{
    private const int HeadBytes = 64 * 1024;
    private const int MaxUnits = 500_000;
    private const int TransportPacket = 188;
    private static readonly byte[] s_asfFileProperties = new Guid("8CABDCA1-A947-11CF-8EE4-00C00C205365").ToByteArray();

    /// <summary>Reads the stated length of a file.</summary>
    /// <returns>The stated length, null for none; and whether the file ends in the middle of a unit of a format that does not state one.</returns>
    public static async Task<(long? Bytes, bool IsCutInside)> OfAsync(string file, string format, CancellationToken cancellationToken)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.RandomAccess);
        var length = RandomAccess.GetLength(handle);
        return format switch
        {
            MediaTypes.Quicktime => EndOfBoxes(Read, length, cancellationToken),
            "avi" => (EndOfRiffs(Read, length), false),
            "ogg" => (null, await IsCutOggAsync(handle, length, cancellationToken)),
            "mpegts" => (null, IsCutTransportStream(Head(Read), length)),
            _ => (Of(Read, length, format), false),
        };

        int Read(long offset, byte[] into) => RandomAccess.Read(handle, into, offset);
    }

    /// <summary>Reads the length from the header; null if the header does not have one.</summary>
    /// <param name="file">Reads at a position; returns the number of bytes read.</param>
    /// <param name="length">The length of the file.</param>
    /// <param name="format">The name of the format in ffprobe.</param>
    internal static long? Of(Func<long, byte[], int> file, long length, string format) => format switch
    {
        "wav" => EndOfWave(file, length),
        "caf" => EndOfCaf(file, length),
        _ => Of(Head(file), format),
    };

    private static long? Of(ReadOnlySpan<byte> head, string format) => format switch
    {
        "w64" => head.Length >= 24 && BinaryPrimitives.ReadUInt64LittleEndian(head[16..]) is var size && !StreamedHeader.IsPlaceholder(size) ? (long)size : null,
        "aiff" => head.Length >= 12 && head.StartsWith("FORM"u8) ? Sized(8, BinaryPrimitives.ReadUInt32BigEndian(head[4..])) : null,
        "au" => head.Length >= 12 && head.StartsWith(".snd"u8)
            ? Sized(BinaryPrimitives.ReadUInt32BigEndian(head[4..]), BinaryPrimitives.ReadUInt32BigEndian(head[8..])) : null,
        "asf" => EndOfAsf(head),
        MediaTypes.Matroska => EndOfSegment(head),
        _ => null,
    };

    /// <summary>Checks whether a 32-bit size is a placeholder for an unknown size: 0, or (nearly) the largest signed or unsigned value.</summary>
    internal static bool IsPlaceholder(uint size) => size is 0 or (>= 0x7fff_0000 and <= 0x8000_0000) or >= 0xffff_0000;

    private static long? Sized(long start, uint size) => IsPlaceholder(size) ? null : start + size;

    private static ReadOnlySpan<byte> Head(Func<long, byte[], int> file)
    {
        var head = new byte[HeadBytes];
        return head.AsSpan(0, file(0, head));
    }

    private static long? EndOfWave(Func<long, byte[], int> file, long length)
    {
        const long chunkHeader = 8;
        var bytes = new byte[sizeof(long)];

        // Data before the header, such as tags, are not part of its chunks.
        if (file(0, bytes) < bytes.Length || !(bytes.AsSpan().StartsWith("RIFF"u8) || bytes.AsSpan().StartsWith("RF64"u8) || bytes.AsSpan().StartsWith("BW64"u8)))
        {
            return null;
        }

        long? wide = null;
        foreach (var chunk in Chunks.Walk(file, length, ChunkLayout.Riff))
        {
            if (chunk.Name == "ds64" && file(chunk.Start + 16, bytes) == bytes.Length)
            {
                wide = BinaryPrimitives.ReadInt64LittleEndian(bytes);
            }
            else if (chunk.Name == "data")
            {
                var start = chunk.Start + chunkHeader;
                return wide is > 0 && chunk.Size == uint.MaxValue ? start + wide : Sized(start, (uint)chunk.Size);
            }
        }

        return null;
    }

    private static long? EndOfCaf(Func<long, byte[], int> file, long length)
    {
        const int chunkHeader = 12;
        foreach (var chunk in Chunks.Walk(file, length, ChunkLayout.Caf))
        {
            if (chunk.Name == "data")
            {
                return StreamedHeader.IsPlaceholder(chunk.Size) ? null : chunk.Start + chunkHeader + (long)chunk.Size;
            }
        }

        return null;
    }

    private static long? EndOfAsf(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf(s_asfFileProperties);
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

        // EBML: the number of leading zero bits is the number of bytes that follow; all ones mean "unknown", as in live streams.
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
        // A fragment describes only itself, so the last one present is the last one known.
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
        // A large AVI consists of several RIFFs, each of at most one or two gibibytes.
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
        var read = await RandomAccess.ReadAsync(handle, tail, length - tail.Length, cancellationToken);
        return IsCutPage(tail.AsSpan(0, read));
    }

    // RFC 3533, 6: after 27 bytes there are as many sizes as the last of these states, and then as many bytes as their sum.
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
