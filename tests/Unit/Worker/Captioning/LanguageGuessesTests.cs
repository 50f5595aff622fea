using Platform.Contracts.Recognition;
using Platform.Worker.Captioning;
using Platform.Worker.Recognition;
using Shouldly;
using Xunit;

namespace Platform.Unit.Worker.Captioning;

public sealed class LanguageGuessesTests
{
    [Theory]
    [InlineData(20, 0.5, true)]
    [InlineData(20, 0.49, false)]
    [InlineData(2, 0.89, false)]
    [InlineData(2, 0.9, true)]
    public void One_confident_part_is_enough_and_a_short_one_needs_more_confidence(double seconds, double probability, bool isSettled)
    {
        var guesses = Guesses(("en", seconds, probability));
        guesses.IsSettled.ShouldBe(isSettled);
        guesses.Best.ShouldBe(new DetectedLanguage("en", probability));
    }

    [Fact]
    public void At_most_three_parts_are_used()
    {
        var guesses = Guesses(("cy", 20, 0.15), ("en", 20, 0.2));
        guesses.IsSettled.ShouldBeFalse();
        guesses.Add(new FoundPart(2, 60, 20), new DetectedLanguage("fr", 0.1));
        guesses.IsSettled.ShouldBeTrue();
        guesses.Best.ShouldBe(new DetectedLanguage("en", 0.2), "the number stays what the model said, however low");
    }

    [Fact]
    public void Longer_parts_and_majorities_decide()
    {
        Guesses(("cy", 1, 0.8), ("en", 20, 0.6)).Best.ShouldBe(new DetectedLanguage("en", 0.6));
        Guesses(("en", 20, 0.4), ("de", 20, 0.45), ("en", 20, 0.35)).Best.ShouldBe(new DetectedLanguage("en", 0.4));
    }

    [Fact]
    public void A_confident_part_decides()
    {
        Guesses(("cy", 20, 0.49), ("en", 2, 0.95)).Best.ShouldBe(new DetectedLanguage("en", 0.95));
        Guesses(("de", 20, 0.3), ("de", 20, 0.3), ("en", 20, 0.55)).Best.ShouldBe(new DetectedLanguage("en", 0.55));
    }

    [Fact]
    public void A_known_result_is_reused_and_without_parts_there_is_no_language()
    {
        var known = new LanguageGuesses();
        known.Best.ShouldBeNull();
        known.Add(new FoundPart(0, 0, 1), new DetectedLanguage("en-US", null));
        known.IsSettled.ShouldBeTrue();
        known.Best.ShouldBe(new DetectedLanguage("en-US", null));
    }

    private static LanguageGuesses Guesses(params (string Tag, double Seconds, double Probability)[] parts)
    {
        var guesses = new LanguageGuesses();
        foreach (var (tag, seconds, probability) in parts)
        {
            guesses.Add(new FoundPart(0, 0, seconds), new DetectedLanguage(tag, probability));
        }

        return guesses;
    }
}
