using Platform.Accuracy.Measures;
using Platform.Accuracy.Sets;
using Platform.Accuracy.Sounds;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.Measuring;

public sealed class EdgeErrorsTests
{
    [Fact]
    public void The_voice_is_where_it_is_louder_than_a_twentieth_of_its_loudest()
    {
        short[] samples = [.. Tone(0.5, 100), .. Tone(1, 10_000), .. Tone(0.3, 100)];
        var (start, end) = Sound.Voice(samples);
        start.ShouldBe(0.5, 0.011);
        end.ShouldBe(1.5, 0.011);
    }

    [Fact]
    public void Edges_are_compared_with_the_words_that_were_heard_there()
    {
        // Two recordings with a voice from 0.2 s to 1.2 s of each.
        short[] one = [.. Sound.Silence(0.2), .. Tone(1, 10_000), .. Sound.Silence(0.3)];
        JoinedSet set = new("test", "en", [.. one, .. one], [new SetEntry(0, 1.5, "good morning all"), new SetEntry(1.5, 3, "how are you")]);
        CaptionWord[] words =
        [
            new("Good", 0.25, 0.5, 1), new("morning", 0.5, 0.9, 1), new("all.", 0.9, 1.1, 1), new("Are", 1.9, 2.2, 1), new("you?", 2.2, 2.75, 1),
        ];
        var errors = EdgeErrors.Of(set, words);
        errors.Starts.ShouldHaveSingleItem().Seconds.ShouldBe(0.05, 0.011);
        errors.Ends.Count.ShouldBe(2);
        errors.Ends[0].Seconds.ShouldBe(-0.1, 0.011);
        errors.Ends[1].Seconds.ShouldBe(0.05, 0.011);
        errors.Missing.ShouldBe(1);

        // By time alone it does not matter what they are.
        var byTime = EdgeErrors.ByTime(set, words);
        byTime.Starts.Select(static error => error.Word).ShouldBe(["Good", "Are"]);
        byTime.Starts[1].Seconds.ShouldBe(0.2, 0.011);
        byTime.Missing.ShouldBe(0);
        EdgeErrors.ByTime(set, words[..3]).Missing.ShouldBe(2);
    }

    [Fact]
    public void The_word_at_an_edge_is_the_one_that_sounds_like_what_was_said()
    {
        short[] samples = [.. Tone(1, 10_000), .. Sound.Silence(0.5)];
        JoinedSet set = new("test", "es", samples, [new SetEntry(0, 1.5, "Clave incorrecta")]);
        CaptionWord[] words = [new("Cladé", 0, 0.3, 1), new("un", 0.3, 0.5, 1), new("correcta", 0.5, 1, 1)];
        EdgeErrors.Of(set, words).Starts.ShouldHaveSingleItem().Word.ShouldBe("Cladé");
    }

    [Fact]
    public void Times_that_cannot_be_are_counted() =>
        TimesCheck.Broken([new("a", 0, 1, 1), new("b", 0.9, 1.5, 1), new("c", 2, 2.01, 1), new("d", 2.5, 3.5, 1)], 3).ShouldBe(3);

    [Theory]
    [InlineData("1 1 2 2", 0)]
    [InlineData("2 2 1 1", 0)]
    [InlineData("1 1 1 2", 0.25)]
    [InlineData("", 0.5)]
    public void Speech_of_the_wrong_speaker_counts_whatever_they_are_called(string told, double wrong)
    {
        CaptionWord[] words = [.. Enumerable.Range(0, 4).Select(i => new CaptionWord("word", i, i + 1, 1))];
        int[] speakers = [.. told.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        SpeakerErrors.ShareWrong(words, speakers, second => second < 2 ? 0 : 1).ShouldBe(wrong, 1e-9);
    }

    [Fact]
    public void Percentiles_are_values_that_were_measured()
    {
        var values = Enumerable.Range(1, 100).Select(i => (double)i).Reverse().ToArray();
        Percentile.Of(values, 0.5).ShouldBe(51);
        Percentile.Of(values, 0.95).ShouldBe(96);
        Percentile.Of([], 0.5).ShouldBe(double.NaN);
    }

    [Fact]
    public void Noise_is_mixed_in_at_the_level_that_was_asked_for()
    {
        var voice = Tone(1, 10_000);
        var mixed = voice.Over(Tone(0.5, 500), 20);
        var added = mixed.Zip(voice).Max(pair => Math.Abs(pair.First - pair.Second));
        added.ShouldBeInRange(990, 1010);
    }

    private static short[] Tone(double seconds, double loudness) =>
        [.. Enumerable.Range(0, (int)(seconds * Sound.SampleRate)).Select(i => (short)(loudness * Math.Sin(2 * Math.PI * 500 * i / Sound.SampleRate)))];
}
