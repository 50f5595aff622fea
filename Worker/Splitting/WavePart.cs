using System.Buffers.Binary;
using Platform.ServiceDefaults.Files;

namespace Platform.Worker.Splitting;

/// <summary>Writes a part of raw 16-bit samples as a WAV file (RIFF, PCM, one channel).</summary>
internal static class WavePart
{
    private const int HeaderBytes = 44;

    public static async Task WriteAsync(string samples, RecordingPart part, int sampleRate, string target, CancellationToken cancellationToken)
    {
        var source = File.OpenHandle(samples, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.Asynchronous);
        using (source)
        {
            var from = (long)Math.Round(part.Start * sampleRate) * sizeof(short);
            var size = (int)Math.Min((long)Math.Round(part.Seconds * sampleRate) * sizeof(short), RandomAccess.GetLength(source) - from);
            var bytes = new byte[HeaderBytes + size];
            Header(bytes, size, sampleRate);
            var read = 0;
            while (read < size)
            {
                var got = await RandomAccess.ReadAsync(source, bytes.AsMemory(HeaderBytes + read, size - read), from + read, cancellationToken).ConfigureAwait(false);
                if (got == 0)
                {
                    throw new EndOfStreamException("The decoded sound is shorter than its parts.");
                }

                read += got;
            }

            var file = PrivateFiles.Open(target, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.Asynchronous);
            await using (file.ConfigureAwait(false))
            {
                await file.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static void Header(Span<byte> bytes, int size, int sampleRate)
    {
        "RIFF"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], HeaderBytes - 8 + size);
        "WAVEfmt "u8.CopyTo(bytes[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(bytes[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(bytes[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[24..], sampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[28..], sampleRate * sizeof(short));
        BinaryPrimitives.WriteInt16LittleEndian(bytes[32..], sizeof(short));
        BinaryPrimitives.WriteInt16LittleEndian(bytes[34..], 16);
        "data"u8.CopyTo(bytes[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[40..], size);
    }
}
