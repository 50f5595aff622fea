using System.Buffers.Binary;
using Platform.Worker.Media;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Media;

public sealed class AviClockTests
{
    private const int Second = 32_000;

    [Fact]
    public void A_jump_relative_to_the_picture_is_a_gap()
    {
        var file = new Avi();
        file.Interleave(seconds: 3);
        file.Picture(8 * 25);
        file.Interleave(seconds: 3);
        var step = file.Steps().ShouldHaveSingleItem();
        step.From.ShouldBe(3, 0.05);
        step.Later.ShouldBe(8, 0.05);
    }

    [Fact]
    public void Slowly_drifting_sound_has_no_gap()
    {
        var file = new Avi();
        for (var i = 0; i < 25 * 60; i++)
        {
            file.Picture(i % 10 == 0 ? 2 : 1);
            file.Sound(Second / 25);
        }

        file.Steps().ShouldBeEmpty();
    }

    [Fact]
    public void Sound_stored_after_all_pictures_is_not_late()
    {
        var file = new Avi();
        file.Picture(25 * 20);
        for (var i = 0; i < 20; i++)
        {
            file.Sound(Second);
        }

        file.Steps().ShouldBeEmpty();
    }

    [Fact]
    public void The_start_time_in_the_header_is_used()
    {
        var file = new Avi(start: 2 * 16_000);
        file.Interleave(seconds: 3);
        file.Steps().ShouldHaveSingleItem().ShouldBe(new ClockStep(0, 2));
    }

    [Fact]
    public void Other_files_have_no_AVI_clock()
    {
        AviClock.Read((_, _) => 0, 1000, track: 0, CancellationToken.None).ShouldBeEmpty();
        var noise = new byte[10_000];
        new Random(1).NextBytes(noise);
        AviClock.Read((at, into) => Copy(noise, at, into), noise.Length, track: 0, CancellationToken.None).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("sound")]
    [InlineData("empty")]
    [InlineData("picture")]
    public void The_clock_uses_little_memory_for_any_number_of_chunks(string kind)
    {
        // A second for each picture and each empty chunk: whatever is kept of them is kept of each.
        const int pieces = 1_000_000;
        byte[] head = [.. Avi.Head(Avi.Header("vids", 1, 1, 0, 0)), .. Avi.Head(Avi.Header("auds", 1, 1, 0, kind == "empty" ? 0u : 2u))];
        byte[] sound = [.. "01wb"u8, 2, 0, 0, 0, 1, 2];
        var piece = kind switch
        {
            "empty" => [.. "01wb"u8, 0, 0, 0, 0, .. sound],
            "picture" => [.. "00dc"u8, 0, 0, 0, 0, .. "00dc"u8, 0, 0, 0, 0, .. "00dc"u8, 0, 0, 0, 0, .. sound],
            _ => sound,
        };
        var before = GC.GetAllocatedBytesForCurrentThread();

        var steps = AviClock.Read(Read, head.Length + ((long)pieces * piece.Length), track: 0, CancellationToken.None);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4 << 20);
        steps.Count.ShouldBeInRange(kind == "sound" ? 0 : PictureLeaps.MaxGaps - 1, kind == "sound" ? 0 : PictureLeaps.MaxGaps + 1);

        int Read(long at, Memory<byte> into)
        {
            var span = into.Span;
            for (var i = 0; i < span.Length; i++, at++)
            {
                span[i] = at < head.Length ? head[at] : piece[(at - head.Length) % piece.Length];
            }

            return span.Length;
        }
    }

    private static int Copy(byte[] bytes, long at, Memory<byte> into)
    {
        var count = (int)Math.Clamp(bytes.Length - at, 0, into.Length);
        bytes.AsSpan((int)Math.Min(at, bytes.Length), count).CopyTo(into.Span);
        return count;
    }

    /// <summary>A file of 25 pictures a second and 16 kHz sound of 16 bits.</summary>
    private sealed class Avi
    {
        private readonly MemoryStream _bytes = new();

        public Avi(uint start = 0)
        {
            Chunk("strh", Header("vids", 1, 25, 0, 0));
            Chunk("strh", Header("auds", 1, 16_000, start, 2));
        }

        public void Picture(int count)
        {
            for (var i = 0; i < count; i++)
            {
                Chunk("00dc", [1, 2]);
            }
        }

        public void Sound(int bytes) => Chunk("01wb", new byte[bytes]);

        public void Interleave(int seconds)
        {
            for (var i = 0; i < 25 * seconds; i++)
            {
                Picture(1);
                Sound(Second / 25);
            }
        }

        public IReadOnlyList<ClockStep> Steps()
        {
            byte[] movie = [.. "RIFF"u8, .. Little((uint)_bytes.Length + 4), .. "AVI "u8, .. _bytes.ToArray()];
            return AviClock.Read((at, into) => Copy(movie, at, into), movie.Length, track: 0, CancellationToken.None);
        }

        private void Chunk(string id, byte[] content)
        {
            _bytes.Write(System.Text.Encoding.ASCII.GetBytes(id));
            _bytes.Write(Little((uint)content.Length));
            _bytes.Write(content);
        }

        public static byte[] Head(byte[] header) => [.. "strh"u8, .. Little((uint)header.Length), .. header];

        public static byte[] Header(string type, uint scale, uint rate, uint start, uint sampleSize) =>
            [.. System.Text.Encoding.ASCII.GetBytes(type), .. new byte[16], .. Little(scale), .. Little(rate), .. Little(start), .. new byte[12], .. Little(sampleSize), .. new byte[8]];

        private static byte[] Little(uint value)
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
            return bytes;
        }
    }
}
