using System.Buffers.Binary;
using Platform.Worker.Media;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker;

public sealed class WaveHeaderTests
{
    [Theory]
    [InlineData(1000u, 1052, false)]
    [InlineData(1000u, 1051, true)]
    [InlineData(0u, 9000, false)]
    [InlineData(uint.MaxValue, 9000, false)]
    public void A_file_that_ends_before_its_sound_is_cut_off(uint stated, long fileLength, bool cutOff) =>
        WaveHeader.IsCutOff(Head(stated), fileLength).ShouldBe(cutOff);

    [Fact]
    public void What_is_no_wave_file_is_not_judged()
    {
        WaveHeader.IsCutOff("ID3 and so on, an mp3 file"u8, 10).ShouldBeFalse();
        WaveHeader.IsCutOff([], 0).ShouldBeFalse();
    }

    private static byte[] Head(uint size)
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
