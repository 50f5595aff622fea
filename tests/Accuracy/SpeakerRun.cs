using Platform.Accuracy.Engines;
using Platform.Accuracy.Measures;
using Platform.Accuracy.Sets;
using Platform.Accuracy.Sounds;

namespace Platform.Accuracy;

/// <summary>Whether speakers are told apart where there are two, and are one where there is one.</summary>
internal sealed class SpeakerRun(WhisperProgram whisper, Report report)
{
    private const double MostWrong = 0.05;
    private const double TurnSeconds = 6;
    private const double MostSeconds = 150;
    private const double OneSeconds = 60;
    private const int OneRecordings = 20;

    /// <summary>Two voices in turn.</summary>
    public async Task TwoAsync(JoinedSet left, JoinedSet right, CancellationToken cancellationToken)
    {
        List<short> samples = [];
        List<double> changes = [];
        var next = new int[2];
        JoinedSet[] sets = [left, right];
        for (var turn = 0; next[turn % 2] < sets[turn % 2].Entries.Count && (double)samples.Count / Sound.SampleRate < MostSeconds; turn++)
        {
            var set = sets[turn % 2];
            var begins = samples.Count;
            while (next[turn % 2] < set.Entries.Count && samples.Count - begins < TurnSeconds * Sound.SampleRate)
            {
                samples.AddRange(set.Turn(next[turn % 2]++));
            }

            changes.Add((double)samples.Count / Sound.SampleRate);
        }

        var heard = await whisper.HearAsync([.. samples], left.Language, new SpeakerWish(2), cancellationToken);
        var wrong = SpeakerErrors.ShareWrong(heard.Words, heard.Speakers ?? [], second => changes.Count(change => change <= second) % 2);
        report.Fact($"speakers: {left.Name} and {right.Name} in {changes.Count} turns, {(double)samples.Count / Sound.SampleRate:0} s, two given: {wrong:0.0%} of the speech to the wrong one", wrong, MostWrong, "0.0%");
    }

    /// <summary>Recordings of one voice each, with the number of speakers to be found.</summary>
    public async Task OneAsync(IReadOnlyList<JoinedSet> sets, CancellationToken cancellationToken)
    {
        var (recordings, wrong) = (0, 0);
        foreach (var (name, samples) in sets.SelectMany(Pieces).Take(OneRecordings))
        {
            var set = sets.First(one => one.Name == name);
            var heard = await whisper.HearAsync(samples, set.Language, new SpeakerWish(null), cancellationToken);
            var found = Math.Max(1, (heard.Speakers ?? []).Distinct().Count());
            recordings++;
            wrong += found == 1 ? 0 : 1;
            Report.Line($"one-voice: {name}, {samples.Seconds():0} s: {found} found");
        }

        report.Fact($"one-voice: {wrong} of {recordings} recordings with more than one speaker", wrong, 0, "0");
    }

    private static IEnumerable<(string Name, short[] Samples)> Pieces(JoinedSet set)
    {
        List<short> samples = [];
        for (var i = 0; i < set.Entries.Count; i++)
        {
            samples.AddRange(set.Turn(i));
            if (samples.Count >= OneSeconds * Sound.SampleRate)
            {
                yield return (set.Name, [.. samples]);
                samples.Clear();
            }
        }
    }
}
