using System.Numerics.Tensors;

namespace Platform.Speech.Speakers;

/// <summary>How well groups are apart: near 1 where each is close and far from the others, 0 where they run into each other.</summary>
internal static class Silhouette
{
    /// <summary>The mean of all vectors' silhouettes by cosine distance; 0 where there are not two groups.</summary>
    /// <param name="vectors">The vectors.</param>
    /// <param name="labels">The group of each.</param>
    /// <param name="groups">How many groups.</param>
    /// <remarks>
    /// For vectors of length 1 the distances to all of a group are the group's size less one product with its sum. So each vector is
    /// compared with groups, not with each other vector, and none need be left out, however long the sound.
    /// </remarks>
    public static double Mean(VoiceVectors vectors, int[] labels, int groups)
    {
        var sums = new float[groups * vectors.Size];
        var sizes = new int[groups];
        for (var i = 0; i < labels.Length; i++)
        {
            var sum = sums.AsSpan(labels[i] * vectors.Size, vectors.Size);
            TensorPrimitives.Add(sum, vectors[i], sum);
            sizes[labels[i]]++;
        }

        if (sizes.Count(static size => size > 0) < 2)
        {
            return 0;
        }

        double total = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            total += Of(vectors[i], labels[i], sums, sizes);
        }

        return total / labels.Length;
    }

    private static double Of(ReadOnlySpan<float> vector, int own, float[] sums, int[] sizes)
    {
        if (sizes[own] == 1)
        {
            return 0;
        }

        double within = 0;
        var across = double.PositiveInfinity;
        for (var group = 0; group < sizes.Length; group++)
        {
            if (sizes[group] == 0)
            {
                continue;
            }

            var distances = sizes[group] - (double)TensorPrimitives.Dot(vector, sums.AsSpan(group * vector.Length, vector.Length));
            if (group == own)
            {
                within = Math.Max(0, distances / (sizes[group] - 1));
            }
            else
            {
                across = Math.Min(across, Math.Max(0, distances / sizes[group]));
            }
        }

        var longer = Math.Max(within, across);
        return longer > 0 ? (across - within) / longer : 0;
    }
}
