using System.Buffers.Binary;
using System.Text;

namespace Platform.Worker.Media;

/// <summary>How the chunks of a format stand one after another.</summary>
/// <param name="First">Where the first one starts.</param>
/// <param name="HeaderBytes">Bytes before its content; it begins with four letters.</param>
/// <param name="SizeAt">Where in it the size stands.</param>
/// <param name="SizeBytes">4 or 8.</param>
/// <param name="IsBigEndian">In which order.</param>
/// <param name="HasHeaderInSize">Whether the header counts.</param>
/// <param name="Padding">The next one starts at a multiple of so many bytes from the start of this one.</param>
internal sealed record ChunkLayout(long First, int HeaderBytes, int SizeAt, int SizeBytes, bool IsBigEndian, bool HasHeaderInSize, int Padding)
{
    /// <summary>AIFF and AIFF-C.</summary>
    public static ChunkLayout Aiff { get; } = new(12, 8, 4, 4, IsBigEndian: true, HasHeaderInSize: false, 2);

    /// <summary>RIFF, RF64 and BW64.</summary>
    public static ChunkLayout Riff { get; } = new(12, 8, 4, 4, IsBigEndian: false, HasHeaderInSize: false, 2);

    /// <summary>Sony Wave64.</summary>
    public static ChunkLayout Wave64 { get; } = new(40, 24, 16, 8, IsBigEndian: false, HasHeaderInSize: true, 8);

    /// <summary>Core Audio Format.</summary>
    public static ChunkLayout Caf { get; } = new(8, 12, 4, 8, IsBigEndian: true, HasHeaderInSize: false, 1);
}

/// <summary>A chunk of a file.</summary>
/// <param name="Start">Where its header starts.</param>
/// <param name="Name">Its first four letters.</param>
/// <param name="Size">As stated, which may be a placeholder.</param>
internal readonly record struct Chunk(long Start, string Name, ulong Size);

/// <summary>Walks the chunks of a file. What stands before the sound, such as pictures in tags, may be of any size and is passed over.</summary>
internal static class Chunks
{
    // Programs write a dozen; each costs a read.
    private const int MaxChunks = 10_000;

    /// <summary>The chunks up to the first whose end is not in the file, that one included.</summary>
    /// <param name="file">Read at a position; returns how many bytes there were.</param>
    /// <param name="length">Of the file.</param>
    /// <param name="layout">Of its format.</param>
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
