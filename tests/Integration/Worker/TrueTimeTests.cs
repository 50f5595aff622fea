using Platform.Contracts.PublicApi;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Integration.Worker;

/// <summary>Captions come when the file's timestamps say, in every container, and against the same sound without a gap within 50 ms.</summary>
public sealed class TrueTimeTests(DecodingFixture fixture) : IClassFixture<DecodingFixture>
{
    private const double Allowed = 0.05;

    private readonly CaptionsHarness _captions = fixture.Captions;

    // One of each family: of Matroska there is a real recording with a late start, and AVI has a clock with tests of its own (AviClockTests); all others
    // are cases of the same promise.
    private static readonly string[] s_usual = ["video.ts", "sound.m4a"];

    public static TheoryData<string> UsualContainers => [.. s_usual];

    public static TheoryData<string> OtherContainers => [.. Beeps.Containers.Keys.Except(s_usual)];

    [Theory]
    [MemberData(nameof(UsualContainers))]
    public Task Sound_that_starts_late_is_late_and_gaps_are_kept(string name) => ShouldKeepTimeAsync(name);

    [Theory]
    [Trait("Length", "long")]
    [MemberData(nameof(OtherContainers))]
    public Task Late_starts_and_gaps_are_kept_in_every_other_container(string name) => ShouldKeepTimeAsync(name);

    [Fact]
    public async Task Joined_recordings_follow_each_other_in_time()
    {
        var one = _captions.Folder.File("video.ts");
        await Beeps.WriteAsync(one, picture: Beeps.Seconds);
        var bytes = await File.ReadAllBytesAsync(one);
        var both = _captions.Folder.File("both.ts");
        await File.WriteAllBytesAsync(both, [.. bytes, .. bytes]);
        var decoded = await DecodedRecording.OfAsync(_captions, both);
        var onsets = decoded.Onsets();
        onsets.Count.ShouldBe(2 * Beeps.Times.Count);
        (onsets[4] - onsets[0]).ShouldBe(Beeps.Seconds, 0.1);
        decoded.Incomplete.ShouldBeNull();
    }

    [Fact]
    public async Task Lost_packets_leave_a_gap_and_move_nothing()
    {
        var file = _captions.Folder.File("video.ts");
        await Beeps.WriteAsync(file);
        var plain = (await DecodedRecording.OfAsync(_captions, file)).Onsets();
        var bytes = await File.ReadAllBytesAsync(file);
        const int packet = 188;
        var packets = bytes.Length / packet;
        // All that lies between two of the beeps and belongs to the sound; the picture goes on.
        var lost = Enumerable.Range(0, packets).Where(i => IsSound(bytes.AsSpan(i * packet, packet)) && i > packets / 10 && i < packets / 7).ToHashSet();
        lost.Count.ShouldBeGreaterThan(5);
        await File.WriteAllBytesAsync(file, [.. Enumerable.Range(0, packets).Where(i => !lost.Contains(i)).SelectMany(i => bytes.AsSpan(i * packet, packet).ToArray())]);
        var damaged = (await DecodedRecording.OfAsync(_captions, file)).Onsets();
        damaged[^1].ShouldBe(plain[^1], Allowed);

        static bool IsSound(ReadOnlySpan<byte> p) => (((p[1] & 0x1f) << 8) | p[2]) == 0x101;
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task A_gap_in_the_middle_of_speech_moves_the_second_sentence()
    {
        var (result, document) = await RunAsync("gap.m4a");
        var words = document.Cues.SelectMany(c => c.Words!).ToArray();
        result.DurationSeconds.ShouldBe(25.4, 0.1);
        result.Incomplete.ShouldBeNull();
        words[0].Start.ShouldBe(0.32, 0.2);
        words.ShouldAllBe(w => w.End < 7.3 || w.Start > 20.1);
        words.First(w => w.Start > 10).Start.ShouldBe(20.35, 0.2);
        words[^1].End.ShouldBe(25.28, 0.2);
    }

    // That the times of a sound become those of its recording RangeTests has, too; and that sound is late where the file says so, the cases above.
    [Fact]
    [Trait("Length", "long")]
    public async Task Speech_that_starts_after_the_picture_has_cues_at_its_time()
    {
        var (result, document) = await RunAsync("late5.mkv");
        var words = document.Cues.SelectMany(c => c.Words!).ToArray();
        words[0].Start.ShouldBe(5.19, 0.2);
        words[^1].End.ShouldBe(11.9, 0.2);
        result.HasVideo.ShouldBeTrue();
        result.Incomplete.ShouldBeNull();
    }

    private async Task<(CaptionsResult Result, CaptionDocument Document)> RunAsync(string name) => await _captions.RunAsync(
        new CaptionsInput(UploadId: await _captions.UploadAsync(await File.ReadAllBytesAsync(RepositoryRoot.Combine("tests", "Integration", "Worker", "Recordings", name)))));

    private async Task ShouldKeepTimeAsync(string name)
    {
        var plain = await OnsetsAsync(name);
        ShouldBe(plain, Beeps.Times);
        ShouldBe(await OnsetsAsync(name, late: 4.4, gap: 7.3), plain.Select(t => t + 4.4 + (t < Beeps.GapAt ? 0 : 7.3)));
    }

    private async Task<IReadOnlyList<double>> OnsetsAsync(string name, double late = 0, double gap = 0)
    {
        var file = _captions.Folder.File(name);
        await Beeps.WriteAsync(file, late, gap);
        var decoded = await DecodedRecording.OfAsync(_captions, file);
        decoded.Incomplete.ShouldBeNull();
        return decoded.Onsets();
    }

    private static void ShouldBe(IReadOnlyList<double> onsets, IEnumerable<double> expected)
    {
        var wanted = expected.ToArray();
        onsets.Count.ShouldBe(wanted.Length, string.Join(' ', onsets));
        for (var i = 0; i < wanted.Length; i++)
        {
            onsets[i].ShouldBe(wanted[i], Allowed, string.Join(' ', onsets));
        }
    }
}
