using System.Numerics.Tensors;

namespace Platform.Speech.Speakers;

/// <summary>Holds the mean voice of each group, normalised to length 1.</summary>
internal sealed class Centroids
{
    private readonly float[] _values;
    private readonly int _size;

    private Centroids(int groups, int size)
    {
        _values = new float[groups * size];
        _size = size;
        Sizes = new int[groups];
    }

    /// <summary>Gets the number of vectors in each group; 0 for an empty group, which has no voice.</summary>
    public int[] Sizes { get; }

    /// <summary>Computes the voices of groups.</summary>
    /// <param name="vectors">The vectors.</param>
    /// <param name="labels">The group of each vector.</param>
    /// <param name="groups">The number of groups.</param>
    public static Centroids Of(VoiceVectors vectors, int[] labels, int groups)
    {
        var centroids = new Centroids(groups, vectors.Size);
        for (var i = 0; i < labels.Length; i++)
        {
            var sum = centroids.Voice(labels[i]);
            TensorPrimitives.Add(sum, vectors[i], sum);
            centroids.Sizes[labels[i]]++;
        }

        for (var group = 0; group < groups; group++)
        {
            var voice = centroids.Voice(group);
            var length = TensorPrimitives.Norm<float>(voice);
            if (length > 0)
            {
                TensorPrimitives.Divide(voice, length, voice);
            }
        }

        return centroids;
    }

    /// <summary>Computes the similarity of a voice to that of a group.</summary>
    public float Similarity(ReadOnlySpan<float> vector, int group) => TensorPrimitives.Dot(vector, Voice(group));

    /// <summary>Computes the similarity of the voices of two groups.</summary>
    public float Similarity(int a, int b) => TensorPrimitives.Dot<float>(Voice(a), Voice(b));

    private Span<float> Voice(int group) => _values.AsSpan(group * _size, _size);
}
