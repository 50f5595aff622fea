using System.Diagnostics.CodeAnalysis;

namespace Platform.GraphQl.Types;

/// <summary>Gives a field its value: what the schema's type says, enumerable where that is a list.</summary>
/// <param name="context">What is asked.</param>
public delegate ValueTask<object?> FieldResolver(FieldContext context);

/// <summary>What a resolver is asked.</summary>
/// <param name="field">The field's name.</param>
/// <param name="source">The object that has the field; null for the root.</param>
/// <param name="arguments">The field's arguments, coerced; those left out without a default are not there.</param>
/// <param name="state">What the caller of the execution gave.</param>
/// <param name="cancellationToken">Ends the execution.</param>
public sealed class FieldContext(string field, object? source, IReadOnlyDictionary<string, object?> arguments, object? state, CancellationToken cancellationToken)
{
    /// <summary>The field's name in the schema.</summary>
    public string Field { get; } = field;

    /// <summary>The object that has the field; null for the root.</summary>
    public object? Source { get; } = source;

    /// <summary>
    /// The field's arguments: int, double, bool, string, the name of an enum's value, whatever a scalar's codec made, a list
    /// (<c>IReadOnlyList&lt;object?&gt;</c>) or an input object (<c>IReadOnlyDictionary&lt;string, object?&gt;</c>).
    /// </summary>
    public IReadOnlyDictionary<string, object?> Arguments { get; } = arguments;

    /// <summary>What the caller of the execution gave.</summary>
    public object? State { get; } = state;

    /// <summary>Ends the execution.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>An argument; the type's default where it was left out or null.</summary>
    /// <param name="name">Its name.</param>
    /// <typeparam name="T">What it was coerced to.</typeparam>
    [return: MaybeNull]
    public T Argument<T>(string name) => Arguments.TryGetValue(name, out var value) && value is T typed ? typed : default;
}
