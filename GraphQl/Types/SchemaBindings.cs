namespace Platform.GraphQl.Types;

/// <summary>What a schema's text does not say: where values come from and what they cost.</summary>
public sealed class SchemaBindings
{
    internal Dictionary<string, FieldResolver> Resolvers { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, ScalarCodec> Scalars { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, Func<object, string>> TypeNames { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, (int Cost, string? SizeArgument, int AssumedSize)> Costs { get; } = new(StringComparer.Ordinal);

    internal FieldResolver? Fallback { get; private set; }

    /// <summary>Where a field's values come from.</summary>
    /// <param name="type">The object type.</param>
    /// <param name="field">Its field.</param>
    /// <param name="resolver">Gives the value.</param>
    public SchemaBindings Field(string type, string field, FieldResolver resolver)
    {
        Resolvers.Add($"{type}.{field}", resolver);
        return this;
    }

    /// <summary>A field that is a part of its object.</summary>
    /// <param name="type">The object type.</param>
    /// <param name="field">Its field.</param>
    /// <param name="part">Takes it out.</param>
    /// <typeparam name="T">Type of the objects.</typeparam>
    public SchemaBindings Field<T>(string type, string field, Func<T, object?> part) =>
        Field(type, field, context => ValueTask.FromResult(part((T)context.Source!)));

    /// <summary>Where the values of all fields come from that have no resolver of their own.</summary>
    /// <param name="resolver">Gives the value.</param>
    public SchemaBindings Otherwise(FieldResolver resolver)
    {
        Fallback = resolver;
        return this;
    }

    /// <summary>What a field costs: each value <paramref name="cost"/> and what is selected of it, as often as the argument says.</summary>
    /// <param name="type">The object type.</param>
    /// <param name="field">Its field.</param>
    /// <param name="cost">Of one value; 1 where nothing is said.</param>
    /// <param name="sizeArgument">The argument that says how many values there are at most.</param>
    /// <param name="assumedSize">How many to reckon with where no argument says it.</param>
    public SchemaBindings Cost(string type, string field, int cost, string? sizeArgument = null, int assumedSize = 1)
    {
        Costs.Add($"{type}.{field}", (cost, sizeArgument, assumedSize));
        return this;
    }

    /// <summary>What a scalar of the schema reads and writes.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="codec">How.</param>
    public SchemaBindings Scalar(string name, ScalarCodec codec)
    {
        Scalars.Add(name, codec);
        return this;
    }

    /// <summary>Which object type a value of an interface or a union has.</summary>
    /// <param name="type">The interface or union.</param>
    /// <param name="typeName">Names the object type.</param>
    public SchemaBindings TypeName(string type, Func<object, string> typeName)
    {
        TypeNames.Add(type, typeName);
        return this;
    }
}
