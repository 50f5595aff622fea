using System.Buffers.Binary;
using Shouldly;

namespace Platform.Integration.Worker;

/// <summary>Recordings that are mostly metadata.</summary>
internal static class LargeMetadata
{
    private const int FrameHeader = 10;

    /// <summary>Puts a comment of so many bytes before an MP3, as ID3v2.4 does.</summary>
    public static async Task WriteTaggedAsync(string mp3, string target, int bytes)
    {
        await using var file = File.Create(target);
        byte[] text = [0, .. "eng"u8, 0];
        await file.WriteAsync((byte[])[.. "ID3"u8, 4, 0, 0, .. SevenBits(FrameHeader + text.Length + bytes)]);
        await file.WriteAsync((byte[])[.. "COMM"u8, .. SevenBits(text.Length + bytes), 0, 0, .. text]);
        var block = new byte[1 << 16];
        block.AsSpan().Fill((byte)'c');
        for (var left = bytes; left > 0; left -= block.Length)
        {
            await file.WriteAsync(block.AsMemory(0, Math.Min(left, block.Length)));
        }

        await file.WriteAsync(await File.ReadAllBytesAsync(mp3));
    }

    /// <summary>Makes the comment of an M4A whose index comes last longer, by a hole.</summary>
    public static void GrowComment(string m4a, int bytes)
    {
        var content = File.ReadAllBytes(m4a);
        var movie = content.AsSpan().IndexOf("moov"u8);
        movie.ShouldBeGreaterThan(content.AsSpan().IndexOf("mdat"u8), "what lies before it stays where it is");
        var from = movie;
        foreach (var type in (byte[][])[[.. "moov"u8], [.. "udta"u8], [.. "meta"u8], [.. "ilst"u8], [0xa9, .. "cmt"u8], [.. "data"u8]])
        {
            from += content.AsSpan(from).IndexOf(type);
            var size = content.AsSpan(from - 4, 4);
            BinaryPrimitives.WriteUInt32BigEndian(size, BinaryPrimitives.ReadUInt32BigEndian(size) + (uint)bytes);
        }

        // A data box is its size, its name, what it holds and a language, then the text.
        var text = from + 12;
        using var file = File.Create(m4a);
        file.Write(content.AsSpan(0, text));
        file.Seek(bytes, SeekOrigin.Current);
        file.Write(content.AsSpan(text));
    }

    private static byte[] SevenBits(int value) => [(byte)((value >> 21) & 127), (byte)((value >> 14) & 127), (byte)((value >> 7) & 127), (byte)(value & 127)];
}
