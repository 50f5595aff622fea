using System.Numerics.Tensors;

namespace Platform.Speech.Speakers;

/// <summary>Holds a vector of length 1 for each window. They exist only while speakers are assigned, and are not passed on.</summary>
internal sealed class VoiceVectors(int count, int size)
{
    private readonly float[] _values = new float[count * size];

    public int Count => count;

    public int Size => size;

    public ReadOnlySpan<float> this[int index] => _values.AsSpan(index * size, size);

    /// <summary>Gets the memory of some of the vectors, to write them.</summary>
    public Span<float> Room(int first, int length) => _values.AsSpan(first * size, length * size);

    /// <summary>Computes the similarity of the voices of two windows: 1 for the same vector.</summary>
    public float Similarity(int a, int b) => TensorPrimitives.Dot(this[a], this[b]);
}
