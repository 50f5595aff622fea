using FsCheck;
using FsCheck.Fluent;
using Platform.Contracts.PublicApi;
using Platform.Speech.Activity;
using Platform.Speech.Speakers;
using Shouldly;
using Xunit;

namespace Platform.Unit.Speech.Speakers;

/// <summary>Checks the properties of all results, whoever speaks, however similar voices are, and whether the number of speakers is given or not.</summary>
public sealed class SpeakerLabellerPropertyTests
{
    private static readonly Config s_some = Config.QuickThrowOnFailure.WithMaxTest(25);

    private static readonly Arbitrary<Case> s_cases = Arb.From(
        from count in Gen.Choose(0, 8)
        from speakers in Gen.Choose(0, 5).ArrayOf(count)
        from seconds in Gen.Frequency((1, Gen.Choose(2, 16)), (3, Gen.Choose(16, 60))).ArrayOf(count)
        from pauses in Gen.Choose(0, 20).ArrayOf(count)
        from spread in Gen.Elements(0.01, Conversation.Natural, 4d)
        from given in Gen.Elements<int?>(null, 2, 3, 6)
        from seed in Gen.Choose(0, int.MaxValue)
        select new Case(
            Conversation.With([.. speakers.Select((speaker, i) => (speaker, seconds[i] / 10d, pauses[i] / 10d))]), spread, given, seed));

    [Fact]
    public void Numbers_are_contiguous_from_1_in_the_order_of_first_speech() => Check(@case =>
    {
        var numbers = @case.Label().Select(word => word.Speaker).ToList();
        if (numbers.TrueForAll(number => number is null))
        {
            return;
        }

        var most = 0;
        foreach (var number in numbers)
        {
            number.ShouldNotBeNull().ShouldBeInRange(1, most + 1);
            most = Math.Max(most, number.Value);
        }
    });

    [Fact]
    public void No_more_speakers_are_found_than_are_given_and_six_at_most() => Check(@case =>
    {
        var found = @case.Label().Select(word => word.Speaker).Distinct().ToList();
        found.Count.ShouldBeLessThanOrEqualTo(@case.Given ?? SpeakerLabeller.MaxSpeakers);
        if (@case.Given is null)
        {
            (found is [1]).ShouldBeFalse("one speaker alone is not numbered");
        }
    });

    [Fact]
    public void The_same_sound_gives_the_same_numbers() => Check(@case => @case.Label().ShouldBe(@case.Label()));

    [Fact]
    public void The_order_of_words_and_segments_does_not_matter() => Check(@case =>
    {
        var random = new Random(@case.Seed);
        CaptionWord[] shuffled = [.. @case.Talk.Words];
        random.Shuffle(shuffled);
        SpeechSegment[] speech = [.. @case.Talk.Speech];
        random.Shuffle(speech);

        var windows = VoiceWindows.In(speech, @case.Talk.Samples);
        windows.ShouldBe(@case.Talk.Windows);
        var labelled = SpeakerLabeller.Label(shuffled, windows, @case.Talk.Voices(@case.Spread), @case.Given, CancellationToken.None);
        labelled.Select(word => word.Text).ShouldBe(shuffled.Select(word => word.Text), "words stay in the order in which they came");
        labelled.OrderBy(word => word.Start).ShouldBe(@case.Label());
    });

    [Fact]
    public void Only_the_speaker_of_a_word_changes() => Check(@case =>
        @case.Label().Select(word => word with { Speaker = null }).ShouldBe(@case.Talk.Words));

    [Fact]
    public void No_speaker_among_several_speaks_for_less_than_a_second() => Check(@case =>
    {
        var words = @case.Label();
        List<(int? Speaker, double Start, double End)> turns = [];
        foreach (var word in words)
        {
            if (turns.Count > 0 && turns[^1].Speaker == word.Speaker)
            {
                turns[^1] = turns[^1] with { End = word.End };
            }
            else
            {
                turns.Add((word.Speaker, word.Start, word.End));
            }
        }

        if (turns.Count > 1)
        {
            turns.ShouldAllBe(turn => turn.End - turn.Start >= WordTurns.MinTurn);
        }
    });

    private static void Check(Action<Case> property) => Prop.ForAll(s_cases, property).Check(s_some);

    private sealed record Case(Conversation Talk, double Spread, int? Given, int Seed)
    {
        public IReadOnlyList<CaptionWord> Label() =>
            SpeakerLabeller.Label(Talk.Words, Talk.Windows, Talk.Voices(Spread), Given, CancellationToken.None);
    }
}
