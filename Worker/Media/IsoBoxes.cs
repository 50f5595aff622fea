using System.Buffers.Binary;

namespace Platform.Worker.Media;

/// <summary>Walks the outermost boxes of a file from header to header.</summary>
internal static class IsoBoxes
{
    private const int MaxBoxes = 500_000;
    private const int Header = 8;
    private const int LongHeader = 16;

    // ftyp, styp, mdat, wide, free, skip, pnot, moov, moof, sidx: what such a file may begin with.
    private static readonly uint[] _first =
        [0x6674_7970, 0x7374_7970, 0x6d64_6174, 0x7769_6465, 0x6672_6565, 0x736b_6970, 0x706e_6f74, IsoBox.Movie, IsoBox.Fragment, 0x7369_6478];

    /// <summary>The boxes in the order of the file.</summary>
    /// <param name="read">Reads at an offset into a buffer and returns how many bytes there were.</param>
    /// <param name="length">Length of the file.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
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

            // 0 is "to the end of the file"; anything else below a header is no box.
            if (size < Header || at + size < at)
            {
                yield return new IsoBox(size == 0 ? type : 0, at, Size: null);
                yield break;
            }

            yield return new IsoBox(type, at, size);
            at += size;
        }
    }

    /// <summary>What an MP4 lacks that nothing of it can be read without.</summary>
    /// <param name="file">Any file.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public static MissingIndex MissingIndexOf(string file, CancellationToken cancellationToken)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.RandomAccess);
        var length = RandomAccess.GetLength(handle);
        var isFragmented = false;
        var isFirst = true;
        foreach (var box in Walk((offset, into) => RandomAccess.Read(handle, into, offset), length, cancellationToken))
        {
            if ((isFirst && !_first.Contains(box.Type)) || (box.Type == IsoBox.Movie && box.IsWhole(length)))
            {
                return MissingIndex.None;
            }

            isFirst = false;
            isFragmented |= box.Type == IsoBox.Fragment;
        }

        return isFirst ? MissingIndex.None : isFragmented ? MissingIndex.First : MissingIndex.Last;
    }
}

/// <summary>A box of the outermost level of an MP4 and its kin (ISO/IEC 14496-12, 4.2).</summary>
/// <param name="Type">Four bytes as a big-endian number; 0 where the file ends within the header.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="Size">Its bytes by its own account; null where it reaches to the end of the file or is no box.</param>
internal readonly record struct IsoBox(uint Type, long Start, long? Size)
{
    public const uint Movie = 0x6d6f_6f76;
    public const uint Fragment = 0x6d6f_6f66;

    /// <summary>Whether all of it is within so many bytes.</summary>
    public bool IsWhole(long length) => Size is not { } size ? Type != 0 : Start + size <= length;
}

/// <summary>Which index a file of boxes lacks.</summary>
internal enum MissingIndex
{
    /// <summary>None, or the file is no file of boxes.</summary>
    None,

    /// <summary>The one that comes before the fragments.</summary>
    First,

    /// <summary>The one that is written last.</summary>
    Last,
}
