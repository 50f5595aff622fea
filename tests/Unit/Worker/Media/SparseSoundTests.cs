using Platform.Testkit.Files;
using Platform.Worker.Media;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Media;

public sealed class SparseSoundTests
{
    [Fact]
    public async Task Silence_takes_no_space()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("sound.pcm");
        var loud = Enumerable.Range(0, 20_000).Select(i => (short)(i % 2000)).ToArray();
        await using (var sound = new SparseSound(file, maxBytes: 100_000))
        {
            sound.Write(loud);
            sound.WriteSilence(16_000 * 3600);
            sound.IsTooLarge.ShouldBeFalse();
            sound.Written.ShouldBeLessThan(100_000);
            sound.Write(loud);
            sound.Write(loud);
            sound.IsTooLarge.ShouldBeTrue();
        }

        var bytes = new FileInfo(file).Length;
        bytes.ShouldBe(2L * ((16_000 * 3600) + 60_000));
        await using var read = File.OpenRead(file);
        read.Seek(-120_000 + 40_000, SeekOrigin.End);
        var sample = new byte[4];
        read.ReadExactly(sample);
        sample.ShouldBe([0, 0, 1, 0], "what follows silence stands where it belongs");
    }
}
