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
    private const int HeadBytes = 40;

    // Nobody has so many bytes; programs write the most that fits, with or without sign.
    private const ulong Endless = 1UL << 62;

    /// <summary>Writes the lengths into a file.</summary>
    public static async Task FillInAsync(string file, CancellationToken cancellationToken)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None, FileOptions.Asynchronous);
        foreach (var field in Missing((offset, into) => RandomAccess.Read(handle, into, offset), RandomAccess.GetLength(handle)))
        {
            await RandomAccess.WriteAsync(handle, field.Bytes, field.At, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether a 64-bit size is one that programs write who do not know it.</summary>
    internal static bool IsPlaceholder(ulong size) => size is 0 or >= Endless;

    /// <summary>What is to be written into a file; nothing where its lengths are there, or it is of no such format.</summary>
    /// <param name="file">Read at a position; returns how many bytes there were.</param>
    /// <param name="length">Of the file.</param>
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
                    // None is taken for "not known".
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

    // SoX states 0x7f000000 less what is no whole frame, and its comments besides.
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
                // The last one counts samples: none is taken for "not known".
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

    // A size of all ones is the format's own way to say that it goes on to the end.
    private static List<HeaderField> OfCaf(Func<long, byte[], int> file, long length) =>
    [
        .. Chunks.Walk(file, length, ChunkLayout.Caf).Where(static chunk => chunk.Name == "data").Take(1).Where(static chunk => IsPlaceholder(chunk.Size))
            .Select(static chunk => Little(chunk.Start + 4, -1)),
    ];

    // So it is here.
    private static List<HeaderField> OfAu(uint stated) => StatedLength.IsPlaceholder(stated) ? [new HeaderField(8, [255, 255, 255, 255])] : [];

    private static HeaderField Little(long at, long value)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return new HeaderField(at, bytes);
    }
}

/// <summary>A number of a header.</summary>
/// <param name="At">Where in the file.</param>
/// <param name="Bytes">What is to stand there.</param>
internal readonly record struct HeaderField(long At, byte[] Bytes);
