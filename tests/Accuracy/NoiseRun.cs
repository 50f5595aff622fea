using Platform.Accuracy.Engines;
using Platform.Accuracy.Running;
using Platform.Accuracy.Sounds;
using Platform.Testkit.Media;

namespace Platform.Accuracy;

/// <summary>Whether words are heard where nobody speaks.</summary>
internal sealed class NoiseRun(WhisperProgram whisper, Report report)
{
    private const int Seconds = 30;
    private const double Around = 10;

    // A word may begin a little before its voice; what is further away is invented.
    private const double Margin = 0.3;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Report.Line($"noise: {Seconds} s each; then {Around} s before and after {Recording.Shortest.Name}");
        var speech = await Tool.DecodeAsync(Recording.Shortest.File, [], cancellationToken);
        foreach (var (name, noise) in await NoisesAsync(cancellationToken))
        {
            var alone = await whisper.HearAsync(noise, "en", wish: null, cancellationToken);
            report.Fact($"  {name} alone: {alone.Words.Count} invented words \"{alone.Text}\"", alone.Words.Count, 0, "0");

            var half = noise[..(int)(Around * Sound.SampleRate)];
            var around = await whisper.HearAsync([.. half, .. speech, .. half], "en", wish: null, cancellationToken);
            var outside = around.Words.Count(word => word.End < Around - Margin || word.Start > Around + speech.Seconds() + Margin);
            report.Fact($"  {name} around speech: {outside} invented words in \"{around.Text}\"", outside, 0, "0");
        }
    }

    private static async Task<IReadOnlyList<(string Name, short[] Sound)>> NoisesAsync(CancellationToken cancellationToken) =>
    [
        ("silence", Sound.Silence(Seconds)),
        ("white noise", await Noises.ColouredAsync("white", Seconds, cancellationToken)),
        ("pink noise", await Noises.ColouredAsync("pink", Seconds, cancellationToken)),
        ("brown noise", await Noises.ColouredAsync("brown", Seconds, cancellationToken)),
        ("music", await Noises.ChordsAsync(Seconds, cancellationToken)),
        ("applause", Noises.Applause(Seconds)),
        ("breathing", await Noises.BreathingAsync(Seconds, cancellationToken)),
    ];
}
