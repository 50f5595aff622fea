using System.Text;

namespace Platform.Accuracy.Sounds;

/// <summary>Writes a sound as a WAV file, for programs that read none without a header, and for people.</summary>
internal static class WaveFile
{
    private const int HeaderBytes = 44;

    public static Task WriteAsync(string path, short[] samples, CancellationToken cancellationToken) =>
        File.WriteAllBytesAsync(path, Bytes(samples), cancellationToken);

    private static byte[] Bytes(short[] samples)
    {
        var size = samples.Length * sizeof(short);
        using var stream = new MemoryStream(HeaderBytes + size);
        using (var writer = new BinaryWriter(stream, Encoding.ASCII, leaveOpen: true))
        {
            writer.Write("RIFF"u8);
            writer.Write(HeaderBytes - 8 + size);
            writer.Write("WAVEfmt "u8);
            writer.Write(16);
            writer.Write((short)1);
            writer.Write((short)1);
            writer.Write(Sound.SampleRate);
            writer.Write(Sound.SampleRate * sizeof(short));
            writer.Write((short)sizeof(short));
            writer.Write((short)16);
            writer.Write("data"u8);
            writer.Write(size);
            foreach (var sample in samples)
            {
                writer.Write(sample);
            }
        }

        return stream.ToArray();
    }
}
