using Platform.Accuracy.Engines;
using Platform.Accuracy.Measures;
using Platform.Accuracy.Sets;
using Platform.Accuracy.Sounds;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Files;

namespace Platform.Accuracy;

/// <summary>Measures what was asked for.</summary>
internal sealed class AccuracyRun(AccuracyOptions options)
{
    private const double Decibels = 10;

    private static readonly Dictionary<string, double> s_aims = new()
    {
        ["librivox"] = 0.043,
        ["asterisk-en"] = 0.032,
        ["asterisk-es"] = 0.135,
        ["asterisk-fr"] = 0.165,
        ["asterisk-en-pink"] = 0.045,
        ["asterisk-en-chords"] = 0.04,
        ["asterisk-en-mp3"] = 0.04,
        ["asterisk-en-aac"] = 0.04,
        ["asterisk-en-opus"] = 0.04,
        ["asterisk-en-late-video"] = 0.04,
    };

    // Under noise and music the voice has no edge that could be heard; of an Italian sentence that is said six times the model hears five.
    private static readonly HashSet<string> s_withoutEdges = ["librivox", "asterisk-it", "asterisk-en-pink", "asterisk-en-chords"];

    private readonly WhisperProgram _whisper = new(options.Program, options.Model);
    private readonly Report _report = new();
    private readonly Dictionary<string, JoinedSet> _joined = [];
    private readonly CueSample _cues = new();

    /// <returns>The program's exit code: 1 where an aim was missed.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (options.Help)
        {
            Console.WriteLine(AccuracyOptions.Usage);
            return 0;
        }

        foreach (var name in DebianRecordings.Names.Where(options.Wants))
        {
            var set = await JoinAsync(name, cancellationToken);
            await SetAsync(set, set, static word => word, withPocketSphinx: true, cancellationToken);
        }

        foreach (var below in new[] { "pink", "chords" }.Where(below => options.Wants($"asterisk-en-{below}")))
        {
            var clean = await JoinAsync("asterisk-en", cancellationToken);
            var noise = below == "pink"
                ? await Noises.ColouredAsync("pink", 60, cancellationToken)
                : await Noises.ChordsAsync(60, cancellationToken);
            await SetAsync(clean.With(below, clean.Samples.Over(noise, Decibels)), clean, static word => word, withPocketSphinx: false, cancellationToken);
        }

        foreach (var coding in Codings.Names.Where(coding => options.Wants($"asterisk-en-{coding}")))
        {
            var clean = await JoinAsync("asterisk-en", cancellationToken);
            var played = await Codings.ThereAndBackAsync(clean.Samples, coding, cancellationToken);
            var late = Codings.Late(coding);
            await SetAsync(clean.With(coding, played.Samples), clean, word => Earlier(played.InRecording(word), late), withPocketSphinx: false, cancellationToken);
        }

        foreach (var name in SpokenSentences.Names.Where(options.Wants))
        {
            await SpokenAsync(await SpokenSentences.JoinAsync(name, cancellationToken), cancellationToken);
        }

        if (options.Wants("noise"))
        {
            await new NoiseRun(_whisper, _report).RunAsync(cancellationToken);
        }

        var speakers = new SpeakerRun(_whisper, _report);
        if (options.Wants("speakers"))
        {
            await speakers.TwoAsync(await JoinAsync("librivox", cancellationToken), await JoinAsync("asterisk-en", cancellationToken), cancellationToken);
            await speakers.TwoAsync(await JoinAsync("asterisk-es", cancellationToken), await JoinAsync("asterisk-fr", cancellationToken), cancellationToken);
        }

        if (options.Wants("one-voice"))
        {
            List<JoinedSet> sets = [];
            foreach (var name in new[] { "asterisk-en", "asterisk-es", "asterisk-fr" })
            {
                sets.Add(await JoinAsync(name, cancellationToken));
            }

            await speakers.OneAsync(sets, cancellationToken);
        }

        if (options.Only == "hour")
        {
            await new HourRun(_whisper, _report).RunAsync(
                [await JoinAsync("asterisk-en", cancellationToken), await JoinAsync("librivox", cancellationToken)], cancellationToken);
        }

        _cues.Print(options.Read);
        Report.Line($"{_report.Missed} aims missed");
        return _report.Missed == 0 ? 0 : 1;
    }

    private static CaptionWord Earlier(CaptionWord word, double seconds) => word with { Start = word.Start - seconds, End = word.End - seconds };

    private async Task SetAsync(JoinedSet set, JoinedSet clean, Func<CaptionWord, CaptionWord> inClean, bool withPocketSphinx, CancellationToken cancellationToken)
    {
        Report.Head(set);
        var heard = await _whisper.HearAsync(set.Samples, set.Language, wish: null, cancellationToken);
        _report.Words(set, "whisper", heard, s_aims.TryGetValue(set.Name, out var aim) ? aim : null);
        // Where the voice really is stands in the recordings as they were, not in what is left of them.
        var edges = EdgeErrors.Of(clean, [.. heard.Words.Select(inClean)]);
        _report.Edges(edges, hasAims: !s_withoutEdges.Contains(set.Name));
        Report.Worst(clean, edges, options.Worst);
        _cues.Add(set, heard);
        await KeepAsync(set, heard, cancellationToken);
        if (withPocketSphinx && set.Language == "en")
        {
            _report.Words(set, "pocketsphinx", await PocketSphinxProgram.HearAsync(set.Samples, cancellationToken), aim: null);
        }
    }

    /// <summary>Measures times only: the words of a synthetic voice are recognised badly, but their times can be compared.</summary>
    private async Task SpokenAsync(JoinedSet set, CancellationToken cancellationToken)
    {
        Report.Line($"{set.Name}: {set.Entries.Count} sentences of a synthetic voice, {set.Samples.Seconds():0.0} s");
        var heard = await _whisper.HearAsync(set.Samples, set.Language, wish: null, cancellationToken);
        _report.Times(heard, set.Samples.Seconds());
        var edges = EdgeErrors.ByTime(set, heard.Words);
        // The breath before a Chinese h is speech to the model, and too faint to count as voice.
        _report.Edges(edges, hasAims: true, lateStart: 100);
        Report.Worst(set, edges, options.Worst);
        await KeepAsync(set, heard, cancellationToken);
    }

    private async Task<JoinedSet> JoinAsync(string name, CancellationToken cancellationToken)
    {
        if (!_joined.TryGetValue(name, out var set))
        {
            _joined[name] = set = await DebianRecordings.JoinAsync(name, cancellationToken);
        }

        return set;
    }

    /// <summary>Writes the recognised texts and sounds for review by people.</summary>
    private static async Task KeepAsync(JoinedSet set, Hearing heard, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(RepositoryRoot.Combine(".local", "accuracy")).FullName;
        await WaveFile.WriteAsync(Path.Combine(folder, $"{set.Name}.wav"), set.Samples, cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, $"{set.Name}.txt"), heard.Text, cancellationToken);
    }
}
