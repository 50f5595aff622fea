using Platform.Speech.Speakers;
using Shouldly;
using Xunit;

namespace Platform.Unit.Speech.Speakers;

public sealed class SilhouetteTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void The_silhouette_equals_the_pairwise_definition(int groups)
    {
        var random = new Random(groups);
        int[] labels = [.. Enumerable.Range(0, 60).Select(i => i % groups)];
        var vectors = Conversation.Vectors([.. labels.Select(label => Conversation.Voice(label, random, spread: 2))]);

        Silhouette.Mean(vectors, labels, groups).ShouldBe(PairByPair(vectors, labels), 0.0001);
    }

    [Fact]
    public void Single_vectors_score_zero_and_empty_clusters_are_ignored()
    {
        var random = new Random(5);
        int[] labels = [0, 0, 0, 2, 2, 2, 3];
        var vectors = Conversation.Vectors([.. labels.Select(label => Conversation.Voice(label, random))]);

        Silhouette.Mean(vectors, labels, 5).ShouldBe(PairByPair(vectors, labels), 0.0001);
        Silhouette.Mean(vectors, new int[7], 2).ShouldBe(0);
    }

    private static double PairByPair(VoiceVectors vectors, int[] labels)
    {
        double total = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var own = labels[i];
            var means = Enumerable.Range(0, labels.Length).Where(j => j != i)
                .GroupBy(j => labels[j], j => 1d - vectors.Similarity(i, j)).ToDictionary(group => group.Key, group => group.Average());
            if (means.TryGetValue(own, out var within))
            {
                var across = means.Where(mean => mean.Key != own).Min(mean => mean.Value);
                total += (across - within) / Math.Max(across, within);
            }
        }

        return total / labels.Length;
    }
}
