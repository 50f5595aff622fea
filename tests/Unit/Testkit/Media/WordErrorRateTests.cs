using Platform.Testkit.Media;
using Shouldly;
using Xunit;

namespace Platform.Unit.Testkit.Media;

public sealed class WordErrorRateTests
{
    [Theory]
    [InlineData("The cat, sat.", "the cat sat", 0)]
    [InlineData("the dog sat", "the cat sat", 1d / 3)]
    [InlineData("the sat", "the cat sat", 1d / 3)]
    [InlineData("the big cat sat", "the cat sat", 1d / 3)]
    [InlineData("", "the cat sat", 1)]
    [InlineData("one two three", "one", 2)]
    public void Counts_the_fewest_changes_of_words(string recognised, string said, double expected) =>
        WordErrorRate.Of(recognised, said).ShouldBe(expected, 1e-9);

    [Fact]
    public void Recordings_have_a_file_and_words()
    {
        Recording.All.Count.ShouldBeGreaterThanOrEqualTo(5);
        Recording.All.ShouldAllBe(recording => File.Exists(recording.File) && recording.Transcription.Length > 10);
        Recording.Shortest.Transcription.ShouldBe("he was not an ill disposed young man");
    }
}
