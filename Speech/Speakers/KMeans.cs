using System.Numerics.Tensors;

namespace Platform.Speech.Speakers;

/// <summary>Clusters vectors by their means. Deterministic.</summary>
internal static class KMeans
{
    private const int Seed = 20_025;
    private const int Rounds = 100;
    private const int Draws = 3;

    /// <summary>Computes the group of each vector, from 0; a group may be empty.</summary>
    /// <param name="vectors">The vectors.</param>
    /// <param name="groups">The number of groups.</param>
    /// <param name="starts">The number of random starts, of which the best result is used.</param>
    /// <param name="cancellationToken">Cancels the computation.</param>
    public static int[] Group(VoiceVectors vectors, int groups, int starts, CancellationToken cancellationToken)
    {
        var random = new Random(Seed);
        var best = new int[vectors.Count];
        var bestDistance = double.PositiveInfinity;
        for (var start = 0; start < starts; start++)
        {
            var labels = new int[vectors.Count];
            var distance = Settle(vectors, Seeds(vectors, groups, random), labels, cancellationToken);
            if (distance < bestDistance)
            {
                (best, bestDistance) = (labels, distance);
            }
        }

        return best;
    }

    // k-means++: the next mean is probably far from the existing ones; of several random candidates, the best one.
    private static float[] Seeds(VoiceVectors vectors, int groups, Random random)
    {
        var means = new float[groups * vectors.Size];
        var nearest = new double[vectors.Count];
        var tried = new double[vectors.Count];
        var kept = new double[vectors.Count];
        Array.Fill(nearest, 4);
        for (var group = 0; group < groups; group++)
        {
            var (seed, least) = (0, double.PositiveInfinity);
            for (var draw = group == 0 ? Draws - 1 : 0; draw < Draws; draw++)
            {
                var candidate = Draw(nearest, random);
                for (var i = 0; i < vectors.Count; i++)
                {
                    tried[i] = Math.Min(nearest[i], Math.Max(0, 2 - (2 * (double)vectors.Similarity(i, candidate))));
                }

                var rest = tried.Sum();
                if (rest < least)
                {
                    (seed, least) = (candidate, rest);
                    (tried, kept) = (kept, tried);
                }
            }

            vectors[seed].CopyTo(means.AsSpan(group * vectors.Size));
            (nearest, kept) = (kept, nearest);
        }

        return means;
    }

    private static int Draw(double[] weights, Random random)
    {
        var rest = random.NextDouble() * weights.Sum();
        for (var i = 0; i < weights.Length; i++)
        {
            rest -= weights[i];
            if (rest < 0)
            {
                return i;
            }
        }

        return weights.Length - 1;
    }

    // Returns the final sum of squared distances, except for a part that does not depend on the groups.
    private static double Settle(VoiceVectors vectors, float[] means, int[] labels, CancellationToken cancellationToken)
    {
        var groups = means.Length / vectors.Size;
        var squares = new float[groups];
        var sizes = new int[groups];
        Array.Fill(labels, -1);
        double distance = 0;
        for (var round = 0; round < Rounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var group = 0; group < groups; group++)
            {
                squares[group] = TensorPrimitives.SumOfSquares<float>(means.AsSpan(group * vectors.Size, vectors.Size));
            }

            var changed = false;
            distance = 0;
            for (var i = 0; i < vectors.Count; i++)
            {
                var (label, from) = Nearest(vectors[i], means, squares);
                changed |= label != labels[i];
                labels[i] = label;
                distance += from;
            }

            if (!changed)
            {
                break;
            }

            Move(vectors, labels, means, sizes);
        }

        return distance;
    }

    private static (int Group, float Distance) Nearest(ReadOnlySpan<float> vector, float[] means, float[] squares)
    {
        var best = 0;
        var bestDistance = float.PositiveInfinity;
        for (var group = 0; group < squares.Length; group++)
        {
            var distance = squares[group] - (2 * TensorPrimitives.Dot(vector, means.AsSpan(group * vector.Length, vector.Length)));
            if (distance < bestDistance)
            {
                (best, bestDistance) = (group, distance);
            }
        }

        return (best, bestDistance);
    }

    // A group that has lost all vectors keeps its mean.
    private static void Move(VoiceVectors vectors, int[] labels, float[] means, int[] sizes)
    {
        Array.Clear(sizes);
        foreach (var label in labels)
        {
            sizes[label]++;
        }

        for (var group = 0; group < sizes.Length; group++)
        {
            if (sizes[group] > 0)
            {
                means.AsSpan(group * vectors.Size, vectors.Size).Clear();
            }
        }

        for (var i = 0; i < labels.Length; i++)
        {
            var sum = means.AsSpan(labels[i] * vectors.Size, vectors.Size);
            TensorPrimitives.Add(sum, vectors[i], sum);
        }

        for (var group = 0; group < sizes.Length; group++)
        {
            if (sizes[group] > 0)
            {
                var sum = means.AsSpan(group * vectors.Size, vectors.Size);
                TensorPrimitives.Divide(sum, sizes[group], sum);
            }
        }
    }
}
