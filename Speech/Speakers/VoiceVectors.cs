using System.Numerics.Tensors;

namespace Platform.Speech.Speakers;

/// <summary>A vector of length 1 for each window. They live as long as it takes to tell who speaks, and go nowhere else.</summary>
internal sealed class VoiceVectors(int count, int size)
{
    private readonly float[] _values = new float[count * size];

    public int Count => count;

    public int Size => size;

    public ReadOnlySpan<float> this[int index] => _values.AsSpan(index * size, size);

    /// <summary>Where some of them are written to.</summary>
    public Span<float> Room(int first, int length) => _values.AsSpan(first * size, length * size);

    /// <summary>How much the voices of two windows are alike: 1 for the same vector.</summary>
    public float Alike(int a, int b) => TensorPrimitives.Dot(this[a], this[b]);
}
