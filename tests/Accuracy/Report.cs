using System.Globalization;
using Platform.Accuracy.Engines;
using Platform.Accuracy.Measures;
using Platform.Accuracy.Sets;
using Platform.Accuracy.Sounds;
using Platform.Accuracy.Words;

namespace Platform.Accuracy;

/// <summary>Prints results, one line a fact, so that runs can be compared with diff, and counts the aims that were missed.</summary>
internal sealed class Report
{
    /// <summary>The number of missed targets.</summary>
    public int Missed { get; private set; }

    public static void Head(JoinedSet set) =>
        Print($"{set.Name}: {set.Entries.Count} recordings, {set.Entries.Sum(entry => SpokenWords.Of(entry.Text, set.Folds).Length):N0} words, {set.Samples.Seconds():0.0} s");

    public static void Line(FormattableString text) => Print(text);

    /// <summary>Reports the errors of an engine, and the resources that it used.</summary>
    public void Words(JoinedSet set, string engine, Hearing hearing, double? aim)
    {
        var said = set.Entries.SelectMany(entry => SpokenWords.Of(entry.Text, set.Folds)).ToArray();
        var wrong = Alignment.Of(said, SpokenWords.Of(hearing.Text, set.Folds)).Wrong;
        var share = (double)wrong / said.Length;
        var seconds = set.Samples.Seconds();
        Print($"  {engine}: {wrong}/{said.Length} = {share:0.0%} of the words wrong{Aim(share, aim, "0.0%")}");
        Print($"    {hearing.CpuSeconds / seconds:0.000} of real time on a core, {seconds / hearing.WallSeconds:0.0} times real time in all, {hearing.Parts} parts, loads in {hearing.LoadSeconds:0.00} s, {hearing.PeakBytes / 1024d / 1024:0} MiB{(hearing.Language is { } language ? $", language {language}" : "")}");
        Times(hearing, seconds);
    }

    /// <summary>Reports the number of words at impossible times; nothing if there is none.</summary>
    public void Times(Hearing hearing, double seconds)
    {
        var broken = TimesCheck.Broken(hearing.Words, seconds);
        if (broken > 0)
        {
            Print($"    {broken} words out of order, too short or past the end{Aim(broken, 0, "0")}");
        }
    }

    /// <summary>Reports the distances of edges from the voice.</summary>
    /// <param name="errors">Those of a set.</param>
    /// <param name="hasAims">Whether there are aims.</param>
    /// <param name="lateStart">Aim of the 95th percentile of starts, in milliseconds.</param>
    public void Edges(EdgeErrors errors, bool hasAims, double lateStart = 60)
    {
        Print($"    starts: median {Milliseconds(errors.Starts, 0.5):0} ms{Aim(Milliseconds(errors.Starts, 0.5), hasAims ? 35 : null, "0")}, 95th percentile {Milliseconds(errors.Starts, 0.95):0} ms{Aim(Milliseconds(errors.Starts, 0.95), hasAims ? lateStart : null, "0")}");
        Print($"    ends: median {Milliseconds(errors.Ends, 0.5):0} ms{Aim(Milliseconds(errors.Ends, 0.5), hasAims ? 40 : null, "0")}, 95th percentile {Milliseconds(errors.Ends, 0.95):0} ms{Aim(Milliseconds(errors.Ends, 0.95), hasAims ? 120 : null, "0")}; {errors.Missing} edges whose word was not heard");
    }

    /// <summary>The edges that are furthest from the voice, to be listened to.</summary>
    public static void Worst(JoinedSet set, EdgeErrors errors, int count)
    {
        foreach (var (kind, error) in errors.Starts.Select(static error => (Kind: "start", error)).Concat(errors.Ends.Select(static error => (Kind: "end", error)))
            .OrderByDescending(static edge => Math.Abs(edge.error.Seconds)).Take(count))
        {
            Print($"      {kind} of recording {error.Recording} at {error.Voice:0.00} s: {1000 * error.Seconds:+0;-0} ms, heard \"{error.Word}\" of \"{set.Entries[error.Recording].Text}\"");
        }
    }

    /// <summary>A fact with an aim.</summary>
    public void Fact(FormattableString text, double value, double aim, string format) =>
        Console.WriteLine(text.ToString(CultureInfo.InvariantCulture) + Aim(value, aim, format));

    private static void Print(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private static double Milliseconds(IReadOnlyList<EdgeError> errors, double share) => 1000 * Percentile.Of([.. errors.Select(static error => Math.Abs(error.Seconds))], share);

    private string Aim(double value, double? aim, string format)
    {
        if (aim is not { } most)
        {
            return " (no aim)";
        }

        var isMet = value <= most;
        Missed += isMet ? 0 : 1;
        return string.Create(CultureInfo.InvariantCulture, $" (aim {most.ToString(format, CultureInfo.InvariantCulture)}{(isMet ? "" : ", MISSED")})");
    }
}
