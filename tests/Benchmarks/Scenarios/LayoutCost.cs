using System.Diagnostics;
using System.Globalization;
using Platform.Captions.Layout;
using Platform.Contracts.PublicApi;

namespace Platform.Benchmarks.Scenarios;

/// <summary>Measures the cost of laying out captions of about half an hour of speech, and of ten times as much.</summary>
internal static class LayoutCost
{
    private const string Name = "layout";
    private const int Rounds = 30;

    private const string Text =
        "The family of Dashwood had long been settled in Sussex. Their estate was large, and their residence was at Norland Park, in the centre of their property, where, for many generations, they had lived in so respectable a manner as to engage the general good opinion of their surrounding acquaintance.";

    private const string Wide = "今天天气很好，我们一起去公园散步吧！那里有许多花和树。";

    public static bool IsOnly(BenchOptions options) => options.Only?.StartsWith(Name, StringComparison.OrdinalIgnoreCase) == true;

    public static void Run(BenchOptions options)
    {
        if (!options.Wants(Name))
        {
            return;
        }

        var words = Text.Split(' ');
        var characters = Wide.Select(static c => c.ToString()).ToArray();
        Measure("5,000 words", Spoken(words, 5_000, 0.3), style: null);
        Measure("50,000 words", Spoken(words, 50_000, 0.3), style: null);
        Measure("5,000 words on three lines", Spoken(words, 5_000, 0.3), new CaptionStyle(Lines: 3));
        Measure("5,000 wide characters", Spoken(characters, 5_000, 0.15), style: null);
    }

    private static void Measure(string what, CaptionWord[] words, CaptionStyle? style)
    {
        var times = new double[Rounds];
        var cues = 0;
        for (var i = 0; i < Rounds; i++)
        {
            var started = Stopwatch.GetTimestamp();
            cues = CueLayout.Arrange(words, words[^1].End + 1, style).Count;
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }

        // The first rounds compile.
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{Name}, {what}: first {times[0]:0.0} ms, then median {times.Skip(Rounds / 2).Order().ElementAt(Rounds / 4):0.0} ms, {cues:N0} cues"));
    }

    private static CaptionWord[] Spoken(string[] texts, int count, double seconds) =>
        [.. Enumerable.Range(0, count).Select(i => new CaptionWord(texts[i % texts.Length], i * seconds, (i * seconds) + (seconds * 0.95), 0.9))];
}
