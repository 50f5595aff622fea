namespace Platform.Speech.Speakers;

/// <summary>
/// Finds the most probable sequence of speakers: a change has a cost, so that a single window in another speaker's sentence does not change it.
/// </summary>
internal static class Smoothing
{
    private const float ChangeWithin = 0.1f;
    private const float ChangeAtSegment = 0.05f;
    private const int Rounds = 2;

    /// <summary>Computes new groups of windows in the order of time.</summary>
    /// <param name="vectors">The vectors of the windows.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="labels">The group of each window.</param>
    /// <param name="groups">The number of groups.</param>
    public static int[] Smooth(VoiceVectors vectors, IReadOnlyList<VoiceWindow> windows, int[] labels, int groups)
    {
        for (var round = 0; round < Rounds; round++)
        {
            labels = LikeliestWay(vectors, windows, Centroids.Of(vectors, labels, groups), groups);
        }

        return labels;
    }

    // The Viterbi algorithm.
    private static int[] LikeliestWay(VoiceVectors vectors, IReadOnlyList<VoiceWindow> windows, Centroids centroids, int groups)
    {
        var cameFrom = new byte[vectors.Count * groups];
        var scores = new double[groups];
        for (var i = 0; i < vectors.Count; i++)
        {
            var cost = i > 0 && windows[i].Segment == windows[i - 1].Segment ? ChangeWithin : ChangeAtSegment;
            var leader = Best(scores);
            var changed = scores[leader] - cost;
            for (var group = 0; group < groups; group++)
            {
                var stays = scores[group] >= changed;
                cameFrom[(i * groups) + group] = (byte)(stays ? group : leader);
                scores[group] = (stays ? scores[group] : changed)
                    + (centroids.Sizes[group] > 0 ? centroids.Similarity(vectors[i], group) : double.NegativeInfinity);
            }
        }

        var labels = new int[vectors.Count];
        var label = Best(scores);
        for (var i = vectors.Count - 1; i >= 0; i--)
        {
            labels[i] = label;
            label = cameFrom[(i * groups) + label];
        }

        return labels;
    }

    private static int Best(double[] scores)
    {
        var best = 0;
        for (var group = 1; group < scores.Length; group++)
        {
            best = scores[group] > scores[best] ? group : best;
        }

        return best;
    }
}
