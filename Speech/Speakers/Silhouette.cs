using System.Numerics.Tensors;

namespace Platform.Speech.Speakers;

/// <summary>Measures how well groups are separated: near 1 if each is dense and far from the others, 0 if they overlap.</summary>
internal static class Silhouette
{
    /// <summary>Computes the mean silhouette of all vectors by cosine distance; 0 for fewer than two groups.</summary>
    /// <param name="vectors">The vectors.</param>
    /// <param name="labels">The group of each vector.</param>
    /// <param name="groups">The number of groups.</param>
    /// <remarks>
    /// For vectors of length 1, the sum of the distances to a group is the group's size minus a product with the group's sum. So each vector is
    /// compared with groups instead of all other vectors, and none has to be left out for a long sound.
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
