using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Platform.Worker.Media;

/// <summary>
/// Reads sound with timestamps from the output of ffmpeg's muxer <c>smjpeg</c>, the simplest of its containers that supports both pipes and
/// timestamps (SMJPEG, https://wiki.multimedia.cx/index.php/SMJPEG; timestamps of 32 bits, in milliseconds).
/// </summary>
internal static class StampedSound
{
    private const int MaxPacket = 16 << 20;
    private const int PacketHeader = 12;

    /// <summary>Reads the packets in the order of the stream; a damaged one ends it.</summary>
    public static async IAsyncEnumerable<(byte[] Sound, double Timestamp)> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var header = new byte[PacketHeader];

        // Magic, version, duration.
        if (!await FillAsync(stream, header, cancellationToken) || !header.AsSpan().StartsWith("\0\nSMJPEG"u8)
            || !await FillAsync(stream, header.AsMemory(0, 4), cancellationToken))
        {
            yield break;
        }

        while (await FillAsync(stream, header.AsMemory(0, 4), cancellationToken))
        {
            if (header.AsSpan(0, 4).SequenceEqual("HEND"u8))
            {
                continue;
            }

            var isSound = header.AsSpan(0, 4).SequenceEqual("sndD"u8);
            var isText = header[0] == '_';
            if (!(isSound || isText) || !await FillAsync(stream, header.AsMemory(4, isSound ? 8 : 4), cancellationToken))
            {
                yield break;
            }

            var size = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(isSound ? 8 : 4));
            var content = size <= MaxPacket ? new byte[size] : [];
            if (content.Length < size || !await FillAsync(stream, content, cancellationToken))
            {
                yield break;
            }

            if (isSound)
            {
                yield return (content, BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)) / 1000d);
            }
        }
    }

    private static async ValueTask<bool> FillAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellationToken) =>
        await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken) == buffer.Length;
}
