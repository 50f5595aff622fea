using Platform.Accuracy.Measures;
using Platform.Accuracy.Sets;
using Platform.Accuracy.Sounds;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.Accuracy.Measures;

public sealed class EdgeErrorsTests
{
    [Fact]
    public void Edges_are_compared_with_the_recognised_words()
    {
        // Two recordings with a voice from 0.2 s to 1.2 s of each.
        short[] one = [.. Sound.Silence(0.2), .. Tones.Of(1, 10_000), .. Sound.Silence(0.3)];
        var set = new JoinedSet("test", "en", [.. one, .. one], [new SetEntry(0, 1.5, "good morning all"), new SetEntry(1.5, 3, "how are you")]);
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
    public void The_word_at_an_edge_is_matched_by_its_sound()
    {
        short[] samples = [.. Tones.Of(1, 10_000), .. Sound.Silence(0.5)];
        var set = new JoinedSet("test", "es", samples, [new SetEntry(0, 1.5, "Clave incorrecta")]);
        CaptionWord[] words = [new("Cladé", 0, 0.3, 1), new("un", 0.3, 0.5, 1), new("correcta", 0.5, 1, 1)];
        EdgeErrors.Of(set, words).Starts.ShouldHaveSingleItem().Word.ShouldBe("Cladé");
    }
}
