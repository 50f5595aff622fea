using Platform.Speech.Speakers;
using Shouldly;
using Xunit;

namespace Platform.Unit.Speech.Speakers;

public sealed class SpeakerLabellerTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void People_with_distinct_voices_are_distinguished(int people)
    {
        var talk = Conversation.Of([.. Enumerable.Range(0, people * 3).Select(turn => (turn % people, 4.1))]);

        talk.Label(people).ShouldBe(talk.Expected());
        talk.Label(null).ShouldBe(talk.Expected());
    }

    [Fact]
    public void A_single_speaker_gets_no_number() =>
        Conversation.Of((0, 12), (0, 5), (0, 8), (0, 20)).Label(null).ShouldAllBe(number => number == null);

    [Fact]
    public void One_person_announced_as_two_gets_at_most_two_numbers() =>
        Conversation.Of((0, 12), (0, 5)).Label(2).ShouldAllBe(number => number == 1 || number == 2);

    [Fact]
    public void Voices_as_similar_as_those_of_one_person_count_as_one()
    {
        var talk = Conversation.Of((0, 6), (1, 6), (0, 6), (1, 6));

        // Cosines of 0.89 and of 0.83 between the two.
        talk.Label(null, spread: 0.1, own: 0.35).ShouldAllBe(number => number == null);
        talk.Label(null, spread: 0.1, own: 0.45).ShouldBe(talk.Expected());
    }

    [Fact]
    public void Less_than_three_seconds_of_speech_make_no_speaker_unless_requested()
    {
        var talk = Conversation.Of((0, 8), (1, 8), (2, 2), (0, 8), (1, 8));

        talk.Label(null, spread: 0.2).Distinct().ShouldBe([1, 2], ignoreOrder: true);
        talk.Label(3, spread: 0.2).ShouldBe(talk.Expected());
    }

    [Fact]
    public void Two_windows_are_too_few_to_find_another_speaker()
    {
        var talk = Conversation.Of((0, 1.5), (1, 1.5));
        talk.Windows.Length.ShouldBe(2);

        talk.Label(null).ShouldAllBe(number => number == null);
        talk.Label(6).ShouldBe(talk.Expected());
    }

    [Fact]
    public void A_sound_without_speech_has_no_speakers()
    {
        var word = Conversation.Of((0, 2)).Words[0] with { Speaker = 3 };

        SpeakerLabeller.Label([word], [], Conversation.Vectors([]), 2, CancellationToken.None).ShouldBe([word with { Speaker = null }]);
        SpeakerLabeller.Label([], [], Conversation.Vectors([]), null, CancellationToken.None).ShouldBeEmpty();
    }

    [Fact]
    public void Labelling_can_be_cancelled()
    {
        var talk = Conversation.Of((0, 6), (1, 6));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Should.Throw<OperationCanceledException>(() => SpeakerLabeller.Label(talk.Words, talk.Windows, talk.Voices(), null, cancelled.Token));
        Should.Throw<OperationCanceledException>(() => SpeakerLabeller.Label(talk.Words, talk.Windows, talk.Voices(), 2, cancelled.Token));
    }
}
