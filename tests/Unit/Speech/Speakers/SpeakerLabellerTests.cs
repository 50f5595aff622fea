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
    public void People_with_voices_of_their_own_are_told_apart(int people)
    {
        var talk = Conversation.Of([.. Enumerable.Range(0, people * 3).Select(turn => (turn % people, 4.1))]);

        talk.Label(people).ShouldBe(talk.Expected());
        talk.Label(null).ShouldBe(talk.Expected());
    }

    [Fact]
    public void One_person_alone_gets_no_number() =>
        Conversation.Of((0, 12), (0, 5), (0, 8), (0, 20)).Label(null).ShouldAllBe(number => number == null);

    [Fact]
    public void One_person_of_whom_it_is_said_that_there_are_two_gets_two_at_most() =>
        Conversation.Of((0, 12), (0, 5)).Label(2).ShouldAllBe(number => number == 1 || number == 2);

    [Fact]
    public void Voices_as_much_alike_as_those_of_one_person_are_taken_for_one()
    {
        var talk = Conversation.Of((0, 6), (1, 6), (0, 6), (1, 6));

        // Cosines of 0.89 and of 0.83 between the two.
        talk.Label(null, spread: 0.1, own: 0.35).ShouldAllBe(number => number == null);
        talk.Label(null, spread: 0.1, own: 0.45).ShouldBe(talk.Expected());
    }

    [Fact]
    public void Who_is_heard_for_less_than_three_seconds_is_no_speaker_unless_asked_for()
    {
        var talk = Conversation.Of((0, 8), (1, 8), (2, 2), (0, 8), (1, 8));

        talk.Label(null, spread: 0.2).Distinct().ShouldBe([1, 2], ignoreOrder: true);
        talk.Label(3, spread: 0.2).ShouldBe(talk.Expected());
    }

    [Fact]
    public void Two_windows_are_too_few_to_find_somebody_else()
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
    public void It_ends_when_it_is_cancelled()
    {
        var talk = Conversation.Of((0, 6), (1, 6));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Should.Throw<OperationCanceledException>(() => SpeakerLabeller.Label(talk.Words, talk.Windows, talk.Voices(), null, cancelled.Token));
        Should.Throw<OperationCanceledException>(() => SpeakerLabeller.Label(talk.Words, talk.Windows, talk.Voices(), 2, cancelled.Token));
    }
}
