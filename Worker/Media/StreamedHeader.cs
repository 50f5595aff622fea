using System.Buffers.Binary;

namespace Platform.Worker.Media;

/// <summary>
/// Lengths that a program left open that wrote a file without knowing its end: its sound goes on to the end of the file. What reads media
/// takes the placeholders of some formats for no sound or no file.
/// </summary>
/// <remarks>
/// AIFF-C (https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/AIFF/AIFF.html), EBU Tech 3306 (RF64), ITU-R BS.2088 (BW64), Sony Wave64,
/// Apple's Core Audio Format Specification, and .snd of NeXT and Sun.
/// </remarks>
internal static class StreamedHeader
{
    private const int HeadBytes = 64 * 1024;

    // Nobody has so many bytes; programs write the most that fits, with or without sign.
    private const ulong Endless = 1UL << 62;

    /// <summary>Writes the lengths into a file.</summary>
    public static async Task FillInAsync(string file, CancellationToken cancellationToken)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None, FileOptions.Asynchronous);
        var head = new byte[HeadBytes];
        var read = await RandomAccess.ReadAsync(handle, head, fileOffset: 0, cancellationToken).ConfigureAwait(false);
        if (FillIn(head.AsSpan(0, read), RandomAccess.GetLength(handle)))
        {
            await RandomAccess.WriteAsync(handle, head.AsMemory(0, read), fileOffset: 0, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a 64-bit size is one that programs write who do not know it.</summary>
    internal static bool IsPlaceholder(ulong size) => size is 0 or >= Endless;

    /// <summary>Writes the lengths into the beginning of a file of so many bytes.</summary>
    /// <returns>Whether there was something to write.</returns>
    internal static bool FillIn(Span<byte> head, long length)
    {
        const int smallest = 40;
        return head.Length >= smallest && (
            head.StartsWith("FORM"u8) && (head[8..].StartsWith("AIFF"u8) || head[8..].StartsWith("AIFC"u8)) ? FillInAiff(head, length)
            : head.StartsWith("RF64"u8) || head.StartsWith("BW64"u8) ? FillInRf64(head, length)
            : head.StartsWith("riff"u8) && head[24..].StartsWith("wave"u8) ? FillInWave64(head, length)
            : head.StartsWith("caff"u8) ? FillInCaf(head)
            : head.StartsWith(".snd"u8) && FillInAu(head));
    }

    private static bool FillInAiff(Span<byte> head, long length)
    {
        const int headerBytes = 8;
        var isOpen = IsOpenAiff(BinaryPrimitives.ReadUInt32BigEndian(head[4..]));
        Span<byte> frames = [];
        for (long at = 12; at + headerBytes + 6 <= head.Length;)
        {
            var chunk = head[(int)at..];
            var size = BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]);
            if (chunk.StartsWith("COMM"u8))
            {
                frames = chunk.Slice(headerBytes + 2, 4);
            }
            else if (chunk.StartsWith("SSND"u8))
            {
                if (!isOpen && (size == 0 || !IsOpenAiff(size)))
                {
                    return false;
                }

                BinaryPrimitives.WriteUInt32BigEndian(head[4..], Within(length - headerBytes));
                if (IsOpenAiff(size))
                {
                    BinaryPrimitives.WriteUInt32BigEndian(chunk[4..], Within(length - at - headerBytes));
                    // None is taken for "not known".
                    frames.Clear();
                }

                return true;
            }

            at += headerBytes + (long)size + (size & 1);
        }

        return false;

        static uint Within(long size) => (uint)Math.Min(size, int.MaxValue);
    }

    // SoX counts down from 0x7f000000.
    private static bool IsOpenAiff(uint size) => StatedLength.IsPlaceholder(size) || size is >= 0x7f00_0000 and <= 0x7f00_1000;

    private static bool FillInRf64(Span<byte> head, long length)
    {
        const int headerBytes = 8;
        const int first = 12;
        const int wideBytes = 28;
        if (!head[first..].StartsWith("ds64"u8) || head.Length < first + headerBytes + wideBytes)
        {
            return false;
        }

        var wide = head.Slice(first + headerBytes, wideBytes);
        var stated = BinaryPrimitives.ReadUInt64LittleEndian(wide[8..]);
        if (!IsPlaceholder(stated) && BinaryPrimitives.ReadUInt64LittleEndian(wide[16..]) < Endless)
        {
            return false;
        }

        for (long at = first; at + headerBytes <= head.Length;)
        {
            var chunk = head[(int)at..];
            var size = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (chunk.StartsWith("data"u8))
            {
                var sound = !IsPlaceholder(stated) ? (long)stated : StatedLength.IsPlaceholder(size) ? length - at - headerBytes : size;
                BinaryPrimitives.WriteInt64LittleEndian(wide, length - headerBytes);
                BinaryPrimitives.WriteInt64LittleEndian(wide[8..], sound);
                // Samples: none is taken for "not known".
                BinaryPrimitives.WriteInt64LittleEndian(wide[16..], 0);
                BinaryPrimitives.WriteUInt32LittleEndian(chunk[4..], uint.MaxValue);
                return true;
            }

            at += headerBytes + (long)size + (size & 1);
        }

        return false;
    }

    private static bool FillInWave64(Span<byte> head, long length)
    {
        const int headerBytes = 24;
        const int first = 40;
        var all = BinaryPrimitives.ReadUInt64LittleEndian(head[16..]);
        var isOpen = all <= first || IsPlaceholder(all);
        for (long at = first; at + headerBytes <= head.Length;)
        {
            var chunk = head[(int)at..];
            var size = BinaryPrimitives.ReadUInt64LittleEndian(chunk[16..]);
            if (chunk.StartsWith("data"u8))
            {
                var isOpenSound = size >= Endless || (isOpen && size <= headerBytes);
                if (isOpenSound)
                {
                    BinaryPrimitives.WriteInt64LittleEndian(chunk[16..], length - at);
                }

                if (isOpen)
                {
                    BinaryPrimitives.WriteInt64LittleEndian(head[16..], length);
                }

                return isOpen || isOpenSound;
            }

            // Sizes are with their header, and padded to eight bytes.
            if (size is < headerBytes or > HeadBytes)
            {
                return false;
            }

            at += (long)(size + 7) & ~7;
        }

        return false;
    }

    private static bool FillInCaf(Span<byte> head)
    {
        const int headerBytes = 12;
        for (long at = 8; at + headerBytes <= head.Length;)
        {
            var chunk = head[(int)at..];
            var size = BinaryPrimitives.ReadUInt64BigEndian(chunk[4..]);
            if (chunk.StartsWith("data"u8))
            {
                // The format's own way to say that it goes on to the end.
                BinaryPrimitives.WriteUInt64BigEndian(chunk[4..], IsPlaceholder(size) ? ulong.MaxValue : size);
                return IsPlaceholder(size);
            }

            if (size > HeadBytes)
            {
                return false;
            }

            at += headerBytes + (long)size;
        }

        return false;
    }

    private static bool FillInAu(Span<byte> head)
    {
        var isOpen = StatedLength.IsPlaceholder(BinaryPrimitives.ReadUInt32BigEndian(head[8..]));
        if (isOpen)
        {
            // The format's own way to say that it goes on to the end.
            BinaryPrimitives.WriteUInt32BigEndian(head[8..], uint.MaxValue);
        }

        return isOpen;
    }
}
