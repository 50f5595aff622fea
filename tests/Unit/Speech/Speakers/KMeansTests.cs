using Platform.Speech.Speakers;
using Shouldly;
using Xunit;

namespace Platform.Unit.Speech.Speakers;

public sealed class KMeansTests
{
    [Fact]
    public void Groups_are_the_same_each_time_and_those_that_are_apart_are_found()
    {
        var random = new Random(7);
        int[] truth = [.. Enumerable.Range(0, 120).Select(i => i % 4)];
        var vectors = Conversation.Vectors([.. truth.Select(label => Conversation.Voice(label, random))]);

        var groups = KMeans.Group(vectors, 4, 10, CancellationToken.None);

        KMeans.Group(vectors, 4, 10, CancellationToken.None).ShouldBe(groups);
        truth.Zip(groups).Distinct().Count().ShouldBe(4);
        groups.Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public void Vectors_that_are_all_the_same_can_be_grouped() =>
        KMeans.Group(Conversation.Vectors([.. Enumerable.Repeat(Conversation.Unit(1, 1), 5)]), 3, 2, CancellationToken.None).Length.ShouldBe(5);
}
