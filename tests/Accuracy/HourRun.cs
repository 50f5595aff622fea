using Platform.Accuracy.Engines;
using Platform.Accuracy.Sets;
using Platform.Accuracy.Sounds;
using Platform.Testkit.Files;

namespace Platform.Accuracy;

/// <summary>Measures the resources for an hour of speech, with as many parts at a time as there are processors, and the share of them beyond decoding.</summary>
internal sealed class HourRun(WhisperProgram whisper, Report report)
{
    private const int Seconds = 3600;
    private const double MostCpu = 1.15;
    private const double LongestTime = 1 / 0.85;

    public async Task RunAsync(IReadOnlyList<JoinedSet> sets, CancellationToken cancellationToken)
    {
        List<short> samples = [];
        while (samples.Count < Seconds * Sound.SampleRate)
        {
            foreach (var set in sets)
            {
                samples.AddRange(set.Samples);
            }
        }

        short[] hour = [.. samples.Take(Seconds * Sound.SampleRate)];
        await WaveFile.WriteAsync(Path.Combine(RepositoryRoot.Combine(".local", "accuracy"), "hour.wav"), hour, cancellationToken);
        var heard = await whisper.HearAsync(hour, sets[0].Language, wish: null, decodingAlone: false, cancellationToken);
        Report.Line($"hour: {heard.Parts} parts, {heard.Words.Count:N0} words, {Environment.ProcessorCount} parts at a time");
        Report.Line($"  {heard.WallSeconds / Seconds:0.000} of real time, first words after {heard.FirstWordsSeconds:0.0} s, {heard.PeakBytes / 1024d / 1024:0} MiB, the model was loaded {heard.Loads} times");
        var alone = await whisper.HearAsync(hour, sets[0].Language, wish: null, decodingAlone: true, cancellationToken);
        var (cpu, time) = (heard.CpuSeconds / alone.DecodingCpuSeconds, heard.WallSeconds / alone.DecodingSeconds);
        report.Fact($"  {heard.CpuSeconds:0} s of processors in all, {alone.DecodingCpuSeconds:0} s for decoding the same parts alone: {cpu:0.00} times", cpu, MostCpu, "0.00");
        report.Fact($"  {heard.WallSeconds:0} s in all, {alone.DecodingSeconds:0} s for decoding the same parts alone: {time:0.00} times", time, LongestTime, "0.00");
    }
}
