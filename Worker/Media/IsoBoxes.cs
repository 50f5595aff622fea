using System.Buffers.Binary;

namespace Platform.Worker.Media;

/// <summary>Walks the top-level boxes of a file from header to header.</summary>
internal static class IsoBoxes
{
    private const int MaxBoxes = 500_000;
    private const int Header = 8;
    private const int LongHeader = 16;

    // ftyp, styp, mdat, wide, free, skip, pnot, moov, moof, sidx: the boxes that such a file may begin with.
    private static readonly uint[] s_first =
        [0x6674_7970, 0x7374_7970, 0x6d64_6174, 0x7769_6465, 0x6672_6565, 0x736b_6970, 0x706e_6f74, IsoBox.Movie, IsoBox.Fragment, 0x7369_6478];

    /// <summary>Returns the boxes in the order of the file.</summary>
    /// <param name="read">Reads at an offset into a buffer and returns the number of bytes read.</param>
    /// <param name="length">The length of the file.</param>
    /// <param name="cancellationToken">Cancels the walk.</param>
    public static IEnumerable<IsoBox> Walk(Func<long, byte[], int> read, long length, CancellationToken cancellationToken)
    {
        var header = new byte[LongHeader];
        long at = 0;
        for (var boxes = 0; at < length && boxes < MaxBoxes; boxes++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var got = read(at, header);
            if (got < Header)
            {
                yield return new IsoBox(0, at, Header);
                yield break;
            }

            var type = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4));
            long size = BinaryPrimitives.ReadUInt32BigEndian(header);
            if (size == 1)
            {
                size = got < LongHeader ? LongHeader : (long)BinaryPrimitives.ReadUInt64BigEndian(header.AsSpan(8));
            }

            // A size of 0 means "to the end of the file"; any other size below that of a header is invalid.
            if (size < Header || at + size < at)
            {
                yield return new IsoBox(size == 0 ? type : 0, at, Size: null);
                yield break;
            }

            yield return new IsoBox(type, at, size);
            at += size;
        }
    }

    /// <summary>Finds the index that an MP4 file lacks and without which it cannot be read.</summary>
    /// <param name="file">The file, of any format.</param>
    /// <param name="cancellationToken">Cancels the walk.</param>
    public static MissingIndex MissingIndexOf(string file, CancellationToken cancellationToken)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.RandomAccess);
        var length = RandomAccess.GetLength(handle);
        var isFragmented = false;
        var isFirst = true;
        foreach (var box in Walk((offset, into) => RandomAccess.Read(handle, into, offset), length, cancellationToken))
        {
            if ((isFirst && !s_first.Contains(box.Type)) || (box.Type == IsoBox.Movie && box.IsWhole(length)))
            {
                return MissingIndex.None;
            }

            isFirst = false;
            isFragmented |= box.Type == IsoBox.Fragment;
        }

        return isFirst ? MissingIndex.None : isFragmented ? MissingIndex.First : MissingIndex.Last;
    }
}

/// <summary>Represents a top-level box of an MP4 or similar file (ISO/IEC 14496-12, 4.2).</summary>
/// <param name="Type">The four bytes of its type as a big-endian number; 0 if the file ends within the header.</param>
/// <param name="Start">Its offset.</param>
/// <param name="Size">Its stated size in bytes; null if it extends to the end of the file or is invalid.</param>
internal readonly record struct IsoBox(uint Type, long Start, long? Size)
{
    public const uint Movie = 0x6d6f_6f76;
    public const uint Fragment = 0x6d6f_6f66;

    /// <summary>Checks whether the box ends within a length in bytes.</summary>
    public bool IsWhole(long length) => Size is not { } size ? Type != 0 : Start + size <= length;
}

/// <summary>Lists the indexes that a file of boxes may lack.</summary>
internal enum MissingIndex
{
    /// <summary>None, or the file does not consist of boxes.</summary>
    None,

    /// <summary>The index that precedes the fragments.</summary>
    First,

    /// <summary>The index that is written last.</summary>
    Last,
}
