using System.Numerics.Tensors;

namespace Platform.Speech.Speakers;

/// <summary>The voice that each group has in common: its mean, of length 1.</summary>
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

    /// <summary>How many vectors each group has; 0 for a group that is empty and has no voice.</summary>
    public int[] Sizes { get; }

    /// <summary>The voices of groups.</summary>
    /// <param name="vectors">The vectors.</param>
    /// <param name="labels">The group of each.</param>
    /// <param name="groups">How many groups.</param>
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

    /// <summary>How much a voice is alike that of a group.</summary>
    public float Alike(ReadOnlySpan<float> vector, int group) => TensorPrimitives.Dot(vector, Voice(group));

    /// <summary>How much the voices of two groups are alike.</summary>
    public float Alike(int a, int b) => TensorPrimitives.Dot<float>(Voice(a), Voice(b));

    private Span<float> Voice(int group) => _values.AsSpan(group * _size, _size);
}
