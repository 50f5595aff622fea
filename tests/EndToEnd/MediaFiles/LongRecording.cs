using System.Buffers.Binary;
using Platform.Testkit.Media;

namespace Platform.EndToEnd.MediaFiles;

/// <summary>The real recordings joined over and over into one WAV file of a given length; silence after what is spoken.</summary>
internal static class LongRecording
{
    private const int HeaderLength = 44;
    private const int BytesPerSecond = 16_000 * 2;

    public static async Task<string> WriteAsync(string path, TimeSpan length, TimeSpan? spoken = null)
    {
        var sound = Recording.All.Select(recording => File.ReadAllBytes(recording.File)[HeaderLength..]).ToArray();
        var bytes = (int)length.TotalSeconds * BytesPerSecond;
        var header = (await File.ReadAllBytesAsync(Recording.Shortest.File))[..HeaderLength];
        await using var file = File.Create(path);
        await file.WriteAsync(header);
        var loud = Math.Min(bytes, (int)(spoken ?? length).TotalSeconds * BytesPerSecond);
        for (var (written, next) = (0, 0); written < loud; next++)
        {
            var part = sound[next % sound.Length].AsMemory();
            part = part[..Math.Min(part.Length, loud - written)];
            await file.WriteAsync(part);
            written += part.Length;
        }

        file.SetLength(bytes + HeaderLength);

        // RIFF sizes: of the file less 8 bytes at 4, of the samples at 40.
        var sizes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(sizes, bytes + HeaderLength - 8);
        file.Position = 4;
        await file.WriteAsync(sizes);
        BinaryPrimitives.WriteInt32LittleEndian(sizes, bytes);
        file.Position = 40;
        await file.WriteAsync(sizes);
        return path;
    }
}
