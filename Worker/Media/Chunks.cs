using System.Buffers.Binary;
using System.Text;

namespace Platform.Worker.Media;

/// <summary>Describes how a format arranges its chunks.</summary>
/// <param name="First">The offset of the first chunk.</param>
/// <param name="HeaderBytes">The number of bytes before the content; they begin with a name of four letters.</param>
/// <param name="SizeAt">The offset of the size within the header.</param>
/// <param name="SizeBytes">4 or 8.</param>
/// <param name="IsBigEndian">The byte order of the size.</param>
/// <param name="HasHeaderInSize">Whether the size includes the header.</param>
/// <param name="Padding">The alignment of the next chunk, relative to the start of this one.</param>
internal sealed record ChunkLayout(long First, int HeaderBytes, int SizeAt, int SizeBytes, bool IsBigEndian, bool HasHeaderInSize, int Padding)
{
    /// <summary>Gets the layout of AIFF and AIFF-C.</summary>
    public static ChunkLayout Aiff { get; } = new(12, 8, 4, 4, IsBigEndian: true, HasHeaderInSize: false, 2);

    /// <summary>Gets the layout of RIFF, RF64 and BW64.</summary>
    public static ChunkLayout Riff { get; } = new(12, 8, 4, 4, IsBigEndian: false, HasHeaderInSize: false, 2);

    /// <summary>Gets the layout of Sony Wave64.</summary>
    public static ChunkLayout Wave64 { get; } = new(40, 24, 16, 8, IsBigEndian: false, HasHeaderInSize: true, 8);

    /// <summary>Gets the layout of the Core Audio Format.</summary>
    public static ChunkLayout Caf { get; } = new(8, 12, 4, 8, IsBigEndian: true, HasHeaderInSize: false, 1);
}

/// <summary>Represents a chunk of a file.</summary>
/// <param name="Start">The offset of its header.</param>
/// <param name="Name">The first four letters of its name.</param>
/// <param name="Size">The stated size, which may be a placeholder.</param>
internal readonly record struct Chunk(long Start, string Name, ulong Size);

/// <summary>Walks the chunks of a file. Chunks before the sound, such as pictures in tags, may be of any size and are skipped.</summary>
internal static class Chunks
{
    // Programs write about a dozen; each costs a read.
    private const int MaxChunks = 10_000;

    /// <summary>Returns the chunks up to and including the first that does not end within the file.</summary>
    /// <param name="file">Reads at a position; returns the number of bytes read.</param>
    /// <param name="length">The length of the file.</param>
    /// <param name="layout">The layout of its format.</param>
    public static IEnumerable<Chunk> Walk(Func<long, byte[], int> file, long length, ChunkLayout layout)
    {
        var header = new byte[layout.HeaderBytes];
        var at = layout.First;
        for (var chunks = 0; chunks < MaxChunks && at <= length - header.Length && file(at, header) == header.Length; chunks++)
        {
            var size = Size(header.AsSpan(layout.SizeAt), layout);
            yield return new Chunk(at, Encoding.Latin1.GetString(header, 0, 4), size);
            var before = layout.HasHeaderInSize ? 0 : (ulong)header.Length;
            if (size > (ulong)(length - at) - before || size + before < (ulong)header.Length)
            {
                yield break;
            }

            at += (long)((size + before + (ulong)layout.Padding - 1) / (ulong)layout.Padding * (ulong)layout.Padding);
        }
    }

    private static ulong Size(ReadOnlySpan<byte> at, ChunkLayout layout) => (layout.SizeBytes, layout.IsBigEndian) switch
    {
        (4, true) => BinaryPrimitives.ReadUInt32BigEndian(at),
        (4, false) => BinaryPrimitives.ReadUInt32LittleEndian(at),
        (_, true) => BinaryPrimitives.ReadUInt64BigEndian(at),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(at),
    };
}
