using System.Buffers.Binary;

namespace Platform.Worker.Media;

/// <summary>
/// Fills in the lengths in the header of a file that was written without knowing its end: its sound extends to the end of the file. Media tools take
/// the placeholders of some formats for an empty or invalid file.
/// </summary>
/// <remarks>
/// AIFF-C (https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/AIFF/AIFF.html), EBU Tech 3306 (RF64), ITU-R BS.2088 (BW64), Sony Wave64, Apple's
/// Core Audio Format Specification, and .snd of NeXT and Sun.
/// </remarks>
internal static class StreamedHeader
{
    private const int HeadBytes = 40;

    // No file is that large; programs write the largest signed or unsigned value as a placeholder.
    private const ulong Endless = 1UL << 62;

    /// <summary>Writes the missing lengths into a file.</summary>
    public static async Task FillInAsync(string file, CancellationToken cancellationToken)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None, FileOptions.Asynchronous);
        foreach (var field in Missing((offset, into) => RandomAccess.Read(handle, into, offset), RandomAccess.GetLength(handle)))
        {
            await RandomAccess.WriteAsync(handle, field.Bytes, field.At, cancellationToken);
        }
    }

    /// <summary>Checks whether a 64-bit size is a placeholder for an unknown size.</summary>
    internal static bool IsPlaceholder(ulong size) => size is 0 or >= Endless;

    /// <summary>Computes the fields to write into a file; empty if its lengths are present, or its format is a different one.</summary>
    /// <param name="file">Reads at a position; returns the number of bytes read.</param>
    /// <param name="length">The length of the file.</param>
    internal static IReadOnlyList<HeaderField> Missing(Func<long, byte[], int> file, long length)
    {
        var bytes = new byte[HeadBytes];
        if (file(0, bytes) < bytes.Length)
        {
            return [];
        }

        ReadOnlySpan<byte> head = bytes;
        return head.StartsWith("FORM"u8) && (head[8..].StartsWith("AIFF"u8) || head[8..].StartsWith("AIFC"u8)) ? OfAiff(BinaryPrimitives.ReadUInt32BigEndian(head[4..]), file, length)
            : head.StartsWith("RF64"u8) || head.StartsWith("BW64"u8) ? OfRf64(file, length)
            : head.StartsWith("riff"u8) && head[24..].StartsWith("wave"u8) ? OfWave64(BinaryPrimitives.ReadUInt64LittleEndian(head[16..]), file, length)
            : head.StartsWith("caff"u8) ? OfCaf(file, length)
            : head.StartsWith(".snd"u8) ? OfAu(BinaryPrimitives.ReadUInt32BigEndian(head[8..]))
            : [];
    }

    private static List<HeaderField> OfAiff(uint form, Func<long, byte[], int> file, long length)
    {
        const int headerBytes = 8;
        var isOpen = IsOpenAiff(form);
        long? frames = null;
        foreach (var chunk in Chunks.Walk(file, length, ChunkLayout.Aiff))
        {
            if (chunk.Name == "COMM")
            {
                frames = chunk.Start + headerBytes + 2;
            }
            else if (chunk.Name == "SSND")
            {
                var isOpenSound = IsOpenAiff((uint)chunk.Size);
                if (!isOpen && (chunk.Size == 0 || !isOpenSound))
                {
                    return [];
                }

                List<HeaderField> fields = [Big(4, Within(length - headerBytes))];
                if (isOpenSound)
                {
                    fields.Add(Big(chunk.Start + 4, Within(length - chunk.Start - headerBytes)));
                }

                if (isOpenSound && frames is { } at)
                {
                    // Readers take 0 for "unknown".
                    fields.Add(Big(at, 0));
                }

                return fields;
            }
        }

        return [];

        static uint Within(long size) => (uint)Math.Min(size, int.MaxValue);

        static HeaderField Big(long at, uint value)
        {
            var bytes = new byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
            return new HeaderField(at, bytes);
        }
    }

    // SoX states 0x7f000000 minus the incomplete frame, plus the size of its comments.
    private static bool IsOpenAiff(uint size) => StatedLength.IsPlaceholder(size) || size is >= 0x7eff_f000 and <= 0x7f02_0000;

    private static List<HeaderField> OfRf64(Func<long, byte[], int> file, long length)
    {
        const int headerBytes = 8;
        var wide = new byte[24];
        long? at = null;
        ulong stated = 0;
        foreach (var chunk in Chunks.Walk(file, length, ChunkLayout.Riff))
        {
            if (at is null)
            {
                at = chunk.Start + headerBytes;
                if (chunk.Name != "ds64" || file(at.Value, wide) < wide.Length)
                {
                    return [];
                }

                stated = BinaryPrimitives.ReadUInt64LittleEndian(wide.AsSpan(8));
                if (!IsPlaceholder(stated) && BinaryPrimitives.ReadUInt64LittleEndian(wide.AsSpan(16)) < Endless)
                {
                    return [];
                }
            }
            else if (chunk.Name == "data")
            {
                var sound = !IsPlaceholder(stated) ? (long)stated : StatedLength.IsPlaceholder((uint)chunk.Size) ? length - chunk.Start - headerBytes : (long)chunk.Size;
                // The last field counts samples; readers take 0 for "unknown".
                return [Little(at.Value, length - headerBytes), Little(at.Value + 8, sound), Little(at.Value + 16, 0), new HeaderField(chunk.Start + 4, [255, 255, 255, 255])];
            }
        }

        return [];
    }

    private static List<HeaderField> OfWave64(ulong all, Func<long, byte[], int> file, long length)
    {
        const int headerBytes = 24;
        const int sizeAt = 16;
        var isOpen = all <= HeadBytes || IsPlaceholder(all);
        foreach (var chunk in Chunks.Walk(file, length, ChunkLayout.Wave64))
        {
            if (chunk.Name == "data")
            {
                List<HeaderField> fields = isOpen ? [Little(sizeAt, length)] : [];
                if (chunk.Size >= Endless || (isOpen && chunk.Size <= headerBytes))
                {
                    fields.Add(Little(chunk.Start + sizeAt, length - chunk.Start));
                }

                return fields;
            }
        }

        return [];
    }

    // In this format a size of all ones means that the data extend to the end of the file.
    private static List<HeaderField> OfCaf(Func<long, byte[], int> file, long length) =>
    [
        .. Chunks.Walk(file, length, ChunkLayout.Caf).Where(static chunk => chunk.Name == "data").Take(1).Where(static chunk => IsPlaceholder(chunk.Size))
            .Select(static chunk => Little(chunk.Start + 4, -1)),
    ];

    // The same applies here.
    private static List<HeaderField> OfAu(uint stated) => StatedLength.IsPlaceholder(stated) ? [new HeaderField(8, [255, 255, 255, 255])] : [];

    private static HeaderField Little(long at, long value)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return new HeaderField(at, bytes);
    }
}

/// <summary>Represents a number in a header.</summary>
/// <param name="At">The offset in the file.</param>
/// <param name="Bytes">The bytes to write.</param>
internal readonly record struct HeaderField(long At, byte[] Bytes);
