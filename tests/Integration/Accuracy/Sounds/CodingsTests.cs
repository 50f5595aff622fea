using Platform.Accuracy.Sounds;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Integration.Accuracy.Sounds;

/// <summary>Checks that encoding and decoding a sound does not move it in time, so that only the recogniser is measured.</summary>
public sealed class CodingsTests
{
    public static TheoryData<string> Names => [.. Codings.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Encoded_and_decoded_sound_keeps_its_timing(string coding)
    {
        short[] samples = [.. Sound.Silence(0.7), .. Tone(1), .. Sound.Silence(1)];
        var played = await Codings.ThereAndBackAsync(samples, coding, CancellationToken.None);
        var (start, end) = Sound.Voice(played.Samples);
        var word = played.InRecording(new CaptionWord("tone", start, end, 1));
        (word.Start - Codings.Late(coding)).ShouldBe(0.7, 0.03);
        (word.End - Codings.Late(coding)).ShouldBe(1.7, 0.04);
    }

    private static short[] Tone(double seconds) =>
        [.. Enumerable.Range(0, (int)(seconds * Sound.SampleRate)).Select(i => (short)(10_000 * Math.Sin(2 * Math.PI * 440 * i / Sound.SampleRate)))];
}
