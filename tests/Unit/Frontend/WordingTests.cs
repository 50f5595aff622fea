using System.Globalization;
using System.Text.RegularExpressions;
using Platform.Contracts.Jobs;
using Platform.Frontend.Elements;
using Platform.Frontend.Jobs;
using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend;

public sealed partial class WordingTests
{
    [Theory]
    [InlineData(0.2, "< 1 s")]
    [InlineData(59, "59 s")]
    [InlineData(200, "3 min 20 s")]
    [InlineData(7500, "2 h 5 min")]
    public void Lengths_read_as_people_say_them(double seconds, string expected) =>
        Durations.Words(TimeSpan.FromSeconds(seconds)).ShouldBe(expected);

    [Theory]
    [InlineData(0, "0:00.0")]
    [InlineData(9.96, "0:10.0")]
    [InlineData(59.96, "1:00.0")]
    [InlineData(3661.25, "1:01:01.3")]
    public void Positions_carry_over_when_rounded(double seconds, string expected) => Durations.Position(seconds).ShouldBe(expected);

    [Fact]
    public void Every_state_and_step_has_a_name()
    {
        foreach (var state in Enum.GetValues<JobState>())
        {
            JobWords.Of(state).ShouldNotBeNullOrWhiteSpace();
        }

        foreach (var step in (string[])["fetch", "probe", "split", "transcribe", "speakers", "assemble"])
        {
            JobWords.OfStep(step).ShouldNotBe(step);
        }
    }

    [Fact]
    public void Texts_with_gaps_count_them_from_zero()
    {
        var set = Words.ResourceManager.GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: true)!;
        foreach (System.Collections.DictionaryEntry entry in set)
        {
            var gaps = Gap().Matches((string)entry.Value!).Select(match => int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture)).Distinct().Order().ToArray();
            gaps.ShouldBe(Enumerable.Range(0, gaps.Length), (string)entry.Key);
        }
    }

    [Fact]
    public void Advice_depends_on_the_error_and_there_is_some_for_unknown_ones()
    {
        JobFailures.AdviceOf(new("no_speech", "", false)).ShouldBe(Words.AdviceSilent);
        JobFailures.AdviceOf(new("never_heard_of", "", Retryable: true)).ShouldBe(Words.AdviceRetry);
        JobFailures.AdviceOf(new("never_heard_of", "", Retryable: false)).ShouldBe(Words.AdviceOther);
    }

    [GeneratedRegex(@"\{(?<number>\d+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Gap();
}
