using Platform.Accuracy.Measures;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.Accuracy.Measures;

public sealed class SpeakerErrorsTests
{
    [Theory]
    [InlineData("1 1 2 2", 0)]
    [InlineData("2 2 1 1", 0)]
    [InlineData("1 1 1 2", 0.25)]
    [InlineData("", 0.5)]
    public void Speech_of_the_wrong_speaker_counts_regardless_of_labels(string told, double wrong)
    {
        CaptionWord[] words = [.. Enumerable.Range(0, 4).Select(i => new CaptionWord("word", i, i + 1, 1))];
        int[] speakers = [.. told.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        SpeakerErrors.ShareWrong(words, speakers, second => second < 2 ? 0 : 1).ShouldBe(wrong, 1e-9);
    }
}
