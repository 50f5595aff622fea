using System.Buffers.Binary;
using System.Text;
using Platform.Worker.Media;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Media;

public sealed class StreamedHeaderTests
{
    private const int Sound = 1000;

    [Theory]
    [InlineData(0u)]
    [InlineData(0x7f00_0036u)]
    [InlineData(0x7fff_ffffu)]
    [InlineData(uint.MaxValue)]
    public void Open_lengths_of_an_AIFF_file_extend_to_its_end(uint open)
    {
        var file = Aiff(open, open, open);
        FillIn(file).ShouldBeTrue();
        file.ShouldBe(Aiff((uint)file.Length - 8, 8 + Sound, frames: 0));
    }

    [Theory]
    [InlineData(0ul)]
    [InlineData(1ul << 62)]
    [InlineData(long.MaxValue)]
    [InlineData(ulong.MaxValue)]
    public void Open_lengths_of_64_bits_extend_to_the_end(ulong open)
    {
        foreach (var magic in (string[])["RF64", "BW64"])
        {
            var wave = Rf64(magic, open, open, open);
            FillIn(wave).ShouldBeTrue();
            wave.ShouldBe(Rf64(magic, (ulong)wave.Length - 8, Sound, 0));
            StatedLength.Of(BytesOf.Reader(wave), wave.Length, "wav").ShouldBe(wave.Length);
        }

        var wave64 = Wave64(open, open);
        FillIn(wave64).ShouldBeTrue();
        wave64.ShouldBe(Wave64((ulong)wave64.Length, 24 + Sound));
        StatedLength.Of(BytesOf.Reader(wave64), wave64.Length, "w64").ShouldBe(wave64.Length);

        // These have a way of their own to leave it open, and what reads them knows no other.
        var caf = Caf(open);
        FillIn(caf).ShouldBeTrue();
        caf.ShouldBe(Caf(ulong.MaxValue));
        StatedLength.Of(BytesOf.Reader(caf), caf.Length, "caf").ShouldBeNull();
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0x7fff_ffffu)]
    [InlineData(0x8000_0000u)]
    [InlineData(uint.MaxValue - 1)]
    public void The_placeholder_length_of_an_AU_file_is_recognised(uint open)
    {
        var file = Au(open);
        FillIn(file).ShouldBeTrue();
        file.ShouldBe(Au(uint.MaxValue));
    }

    [Fact]
    public void Stated_lengths_are_kept_even_if_the_file_is_truncated()
    {
        foreach (var file in (byte[][])[Aiff(5000, 4000, 100), Rf64("RF64", 5000, 4000, 100), Wave64(5000, 4000), Caf(4000), Au(4000), [.. "RIFF"u8, .. new byte[60]], new byte[100]])
        {
            var before = file.ToArray();
            FillIn(file).ShouldBeFalse();
            file.ShouldBe(before);
        }
    }

    [Fact]
    public void Any_file_is_read_to_an_end()
    {
        var random = new Random(1);
        foreach (var whole in (byte[][])[Aiff(0, 0, 0), Rf64("BW64", 0, 0, 0), Wave64(0, 0), Caf(0), Au(0)])
        {
            for (var length = 0; length < 120; length++)
            {
                FillIn(whole[..length]);
                var damaged = whole.ToArray();
                random.NextBytes(damaged.AsSpan(12 + (length / 2), 8));
                FillIn(damaged);
            }
        }
    }

    [Theory]
    [InlineData(0xffff_fff8u)]
    [InlineData(0xffff_fff7u)]
    [InlineData(0xffff_fff0u)]
    public async Task A_chunk_length_that_points_backwards_ends_the_search(uint size)
    {
        byte[] aiff = [.. "FORM"u8, .. Big(0u), .. "AIFFJUNK"u8, .. Big(size), .. Aiff(0, 0, 0)[12..]];
        byte[] wave = [.. Rf64("RF64", 0, 0, 0)[..48], .. "JUNK"u8, .. BitConverter.GetBytes(size), .. Rf64("RF64", 0, 0, 0)[48..]];
        foreach (var file in (byte[][])[aiff, wave])
        {
            (await Task.Run(() => FillIn(file)).WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60_001)]
    [InlineData(70_001)]
    [InlineData(3_000_000)]
    public void Other_chunks_before_the_sound_are_skipped(int size)
    {
        byte[] other = [.. "ID3 "u8, .. Big((uint)size), .. new byte[size + (size & 1)]];
        foreach (var open in (uint[])[0, 0x7f00_0036, uint.MaxValue])
        {
            var aiff = Aiff(open, open, open, other);
            FillIn(aiff).ShouldBeTrue();
            ShouldBeSame(aiff, Aiff((uint)aiff.Length - 8, 8 + Sound, frames: 0, other));
        }

        byte[] listed = [.. "LIST"u8, .. BitConverter.GetBytes(size), .. new byte[size + (size & 1)]];
        var wave = Rf64("RF64", 0, 0, 0, listed);
        FillIn(wave).ShouldBeTrue();
        ShouldBeSame(wave, Rf64("RF64", (ulong)wave.Length - 8, Sound, 0, listed));
        StatedLength.Of(BytesOf.Reader(wave), wave.Length, "wav").ShouldBe(wave.Length);

        byte[] junk = [.. "junk"u8, .. new byte[12], .. Little(24 + (ulong)size), .. new byte[(size + 7) & ~7]];
        var wave64 = Wave64(0, 0, junk);
        FillIn(wave64).ShouldBeTrue();
        ShouldBeSame(wave64, Wave64((ulong)wave64.Length, 24 + Sound, junk));

        byte[] free = [.. "free"u8, .. Big((ulong)size), .. new byte[size]];
        var caf = Caf(0, free);
        FillIn(caf).ShouldBeTrue();
        ShouldBeSame(caf, Caf(ulong.MaxValue, free));
    }

    // Millions of bytes: compared one by one they would take longer than all else.
    private static void ShouldBeSame(byte[] filledIn, byte[] expected) => filledIn.AsSpan().SequenceEqual(expected).ShouldBeTrue();

    [Theory]
    [InlineData(0x7eff_fff0u, "less what is no whole frame")]
    [InlineData(0x7f00_2036u, "with a long comment")]
    public void Placeholder_lengths_of_SoX_are_recognised(uint open, string why)
    {
        var file = Aiff(open, 0x7f00_0008u, 0x1fc0_0000u);
        FillIn(file).ShouldBeTrue(why);
        file.ShouldBe(Aiff((uint)file.Length - 8, 8 + Sound, frames: 0), why);
    }

    [Fact]
    public void The_number_of_chunks_read_is_limited()
    {
        byte[] file = [.. "FORM"u8, .. new byte[4], .. "AIFF"u8, .. Enumerable.Repeat((byte[])[.. "JUNK"u8, 0, 0, 0, 0], 200_000).SelectMany(static chunk => chunk), .. Aiff(0, 0, 0)[12..]];
        var reads = 0;
        StreamedHeader.Missing((offset, into) => { reads++; return BytesOf.Reader(file)(offset, into); }, file.Length).ShouldBeEmpty();
        reads.ShouldBeLessThan(20_000);
    }

    private static bool FillIn(byte[] file)
    {
        var fields = StreamedHeader.Missing(BytesOf.Reader(file), file.Length);
        foreach (var (at, bytes) in fields)
        {
            bytes.CopyTo(file, at);
        }

        return fields.Count > 0;
    }

    private static byte[] Aiff(uint form, uint sound, uint frames, params byte[] others) =>
    [
        .. "FORM"u8, .. Big(form), .. "AIFFCOMM"u8, .. Big(18u), 0, 1, .. Big(frames), 0, 16, .. new byte[10],
        .. others, .. "SSND"u8, .. Big(sound), .. new byte[8 + Sound],
    ];

    private static byte[] Rf64(string magic, ulong riff, ulong sound, ulong samples, params byte[] others) =>
    [
        .. Encoding.ASCII.GetBytes(magic), 255, 255, 255, 255, .. "WAVEds64"u8, 28, 0, 0, 0, .. Little(riff), .. Little(sound), .. Little(samples), .. new byte[4],
        .. "fmt "u8, 16, 0, 0, 0, .. new byte[16], .. others, .. "data"u8, 255, 255, 255, 255, .. new byte[Sound],
    ];

    private static byte[] Wave64(ulong riff, ulong sound, params byte[] others) =>
    [
        .. "riff"u8, .. new byte[12], .. Little(riff), .. "wave"u8, .. new byte[12],
        .. "fmt "u8, .. new byte[12], .. Little(24 + 18), .. new byte[24], .. others, .. "data"u8, .. new byte[12], .. Little(sound), .. new byte[Sound],
    ];

    private static byte[] Caf(ulong sound, params byte[] others) =>
        [.. "caff"u8, 0, 1, 0, 0, .. "desc"u8, .. Big(32ul), .. new byte[32], .. others, .. "data"u8, .. Big(sound), .. new byte[Sound]];

    private static byte[] Au(uint sound) => [.. ".snd"u8, .. Big(24u), .. Big(sound), .. new byte[12 + Sound]];

    private static byte[] Big(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Big(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Little(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }
}
