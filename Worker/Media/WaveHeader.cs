using System.Buffers.Binary;

namespace Platform.Worker.Media;

/// <summary>Reads how long a WAV file says it is (RIFF, https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html). ffprobe tells only how long it turned out to be.</summary>
internal static class WaveHeader
{
    private const int Searched = 64 * 1024;
    private const int RiffHeader = 12;
    private const int ChunkHeader = 8;

    /// <summary>Whether the file ends before its sound does. Recorders that stream write no size; such a file is whole.</summary>
    public static async Task<bool> IsCutOffAsync(string file, CancellationToken cancellationToken)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.Asynchronous);
        var head = new byte[Searched];
        var read = await RandomAccess.ReadAsync(handle, head, fileOffset: 0, cancellationToken).ConfigureAwait(false);
        return IsCutOff(head.AsSpan(0, read), RandomAccess.GetLength(handle));
    }

    internal static bool IsCutOff(ReadOnlySpan<byte> head, long fileLength)
    {
        if (head.Length < RiffHeader || !head.StartsWith("RIFF"u8) || !head[8..].StartsWith("WAVE"u8))
        {
            return false;
        }

        for (long at = RiffHeader; at + ChunkHeader <= head.Length;)
        {
            var chunk = head[(int)at..];
            var size = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (chunk.StartsWith("data"u8))
            {
                return size is not (0 or > int.MaxValue) && at + ChunkHeader + size > fileLength;
            }

            // Chunks are padded to an even size.
            at += ChunkHeader + size + (size & 1);
        }

        return false;
    }
}
