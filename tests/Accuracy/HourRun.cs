using Platform.Accuracy.Engines;
using Platform.Accuracy.Sets;
using Platform.Accuracy.Sounds;

namespace Platform.Accuracy;

/// <summary>What an hour of speech takes, with as many parts at a time as there are processors, and how much of that is more than decoding.</summary>
internal sealed class HourRun(WhisperProgram whisper)
{
    private const int Seconds = 3600;

    public async Task RunAsync(IReadOnlyList<JoinedSet> sets, CancellationToken cancellationToken)
    {
        List<short> samples = [];
        List<(double Start, string Language)> pieces = [];
        while (samples.Count < Seconds * Sound.SampleRate)
        {
            foreach (var set in sets)
            {
                pieces.Add(((double)samples.Count / Sound.SampleRate, set.Language));
                samples.AddRange(set.Samples);
            }
        }

        short[] hour = [.. samples.Take(Seconds * Sound.SampleRate)];
        string LanguageAt(double second) => pieces.Last(piece => piece.Start <= second).Language;

        var heard = await whisper.HearAsync(hour, LanguageAt, wish: null, decodingAlone: false, cancellationToken).ConfigureAwait(false);
        Report.Line($"hour: {heard.Parts} parts, {heard.Words.Count:N0} words, {Environment.ProcessorCount} parts at a time");
        Report.Line($"  {heard.WallSeconds / Seconds:0.000} of real time, first words after {heard.FirstWordsSeconds:0.0} s, {heard.PeakBytes / 1024d / 1024:0} MiB, the model was loaded {heard.Loads} times");
        var alone = await whisper.HearAsync(hour, LanguageAt, wish: null, decodingAlone: true, cancellationToken).ConfigureAwait(false);
        Report.Line($"  {heard.CpuSeconds:0} s of processors in all, {alone.DecodingCpuSeconds:0} s for decoding the same parts alone: {heard.CpuSeconds / alone.DecodingCpuSeconds:0.00} times");
    }
}
