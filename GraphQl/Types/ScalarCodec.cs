namespace Platform.GraphQl.Types;

/// <summary>What a scalar type reads and writes.</summary>
/// <param name="Read">The value of an input; null where it is none of this type.</param>
/// <param name="Write">What a field's value is in the answer: a string, bool, int, long or double; null where it is none of this type.</param>
public sealed record ScalarCodec(Func<ScalarInput, object?> Read, Func<object, object?> Write);
