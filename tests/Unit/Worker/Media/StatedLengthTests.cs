using System.Buffers.Binary;
using Platform.Worker.Media;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Media;

public sealed class StatedLengthTests
{
    [Theory]
    [InlineData(1000u, 1052L)]
    [InlineData(0x7ffe_0000u, 0x7ffe_0034L)]
    [InlineData(0x9000_0000u, 0x9000_0034L)]
    public void A_wave_file_is_as_long_as_its_data(uint stated, long length) =>
        Of(Wave(stated), "wav").ShouldBe(length);

    [Theory]
    [InlineData(uint.MaxValue - 7)]
    [InlineData(uint.MaxValue - 8)]
    [InlineData(uint.MaxValue)]
    public void A_size_that_points_backwards_ends_the_search(uint size)
    {
        byte[] chunk = [.. "LIST"u8, .. BitConverter.GetBytes(size)];
        Of([.. "RIFF"u8, 0, 0, 0, 0, .. "WAVE"u8, .. chunk, .. new byte[64]], "wav").ShouldBeNull();
        Of([.. "ID3"u8, 4, 0, 0, 0, 0, 0, 64, 0, 0, .. chunk, .. new byte[64]], "wav").ShouldBeNull();
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0x7fff_ffffu)]
    [InlineData(0x7fff_f000u)]
    [InlineData(0x7fff_ffdbu)]
    [InlineData(0x8000_0000u)]
    [InlineData(uint.MaxValue)]
    [InlineData(uint.MaxValue - 36)]
    public void Placeholder_lengths_are_ignored(uint placeholder)
    {
        Of(Wave(placeholder), "wav").ShouldBeNull();
        Of([.. ".snd"u8, 0, 0, 0, 24, .. BigEndian(placeholder)], "au").ShouldBeNull();
    }

    [Fact]
    public void The_length_of_RF64_files_is_found()
    {
        byte[] wide = [.. "RF64"u8, 255, 255, 255, 255, .. "WAVEds64"u8, 28, 0, 0, 0, .. new byte[8], 0, 0, 0, 0, 2, 0, 0, 0, .. new byte[12], .. "data"u8, 255, 255, 255, 255, .. new byte[8]];
        Of(wide, "wav").ShouldBe(56 + (2L << 32));
    }

    [Fact]
    public void A_segment_of_known_size_ends_at_its_size()
    {
        byte[] known = [0x1a, 0x45, 0xdf, 0xa3, 0x80, 0x18, 0x53, 0x80, 0x67, 0x01, 0, 0, 0, 0, 0, 0x10, 0];
        byte[] live = [0x1a, 0x45, 0xdf, 0xa3, 0x80, 0x18, 0x53, 0x80, 0x67, 0x01, 255, 255, 255, 255, 255, 255, 255];
        Of(known, MediaTypes.Matroska).ShouldBe(known.Length + 0x1000);
        Of(live, MediaTypes.Matroska).ShouldBeNull();
    }

    [Fact]
    public void Unreadable_files_state_no_length()
    {
        foreach (var format in (string[])["wav", "w64", "aiff", "au", "asf", MediaTypes.Matroska, "mp3"])
        {
            Of([], format).ShouldBeNull();
            Of([.. "ID3 and"u8], format).ShouldBeNull();
        }
    }

    [Fact]
    public void The_length_is_found_behind_other_chunks_of_any_size()
    {
        var wave = Wave(1000);
        byte[] pictured = [.. wave[..44], .. "LIST"u8, .. BitConverter.GetBytes(200_001), .. new byte[200_002], .. wave[44..]];
        Of(pictured, "wav").ShouldBe(1052 + 8 + 200_002);
    }

    private static long? Of(byte[] file, string format) => StatedLength.Of(BytesOf.Reader(file), file.Length, format);

    private static byte[] BigEndian(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Wave(uint size)
    {
        var head = new byte[52];
        "RIFF"u8.CopyTo(head);
        "WAVEfmt "u8.CopyTo(head.AsSpan(8));
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(16), 23);
        "data"u8.CopyTo(head.AsSpan(44));
        BinaryPrimitives.WriteUInt32LittleEndian(head.AsSpan(48), size);
        return head;
    }
}
