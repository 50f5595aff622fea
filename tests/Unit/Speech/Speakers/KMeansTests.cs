using Platform.Speech.Speakers;
using Shouldly;
using Xunit;

namespace Platform.Unit.Speech.Speakers;

public sealed class KMeansTests
{
    [Fact]
    public void Clusters_are_deterministic_and_separate_groups_are_found()
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
    public void Identical_vectors_can_be_clustered() =>
        KMeans.Group(Conversation.Vectors([.. Enumerable.Repeat(Conversation.Unit(1, 1), 5)]), 3, 2, CancellationToken.None).Length.ShouldBe(5);
}
