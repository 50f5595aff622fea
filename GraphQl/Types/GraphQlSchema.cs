using Platform.GraphQl.Syntax;

namespace Platform.GraphQl.Types;

/// <summary>The types that can be asked for (October 2021, section 3), and where their values come from.</summary>
public sealed class GraphQlSchema
{
    private readonly FieldDefinition _typeName;
    private readonly FieldDefinition _schemaField;
    private readonly FieldDefinition _typeField;

    internal GraphQlSchema(
        string? description,
        IReadOnlyDictionary<string, NamedType> types,
        IReadOnlyDictionary<string, DirectiveDefinition> directives,
        IReadOnlyDictionary<OperationType, ObjectType> roots,
        IReadOnlyDictionary<string, Func<object, string>> typeNames)
    {
        Description = description;
        Types = types;
        Directives = directives;
        Roots = roots;
        TypeNames = typeNames;

        var text = new NonNullType(types["String"]);
        var none = new Dictionary<string, InputDefinition>(StringComparer.Ordinal);
        var name = new Dictionary<string, InputDefinition>(StringComparer.Ordinal) { ["name"] = new("name", null, text, null, null) };
        _typeName = new FieldDefinition("__typename", "The name of the object's type.", none, text, null);
        _schemaField = new FieldDefinition("__schema", "What can be asked.", none, new NonNullType(types["__Schema"]), null)
        {
            Resolver = _ => ValueTask.FromResult<object?>(this),
        };
        _typeField = new FieldDefinition("__type", "One type.", name, types["__Type"], null)
        {
            Resolver = context => ValueTask.FromResult<object?>(Types.GetValueOrDefault(context.Argument<string>("name")!)),
        };
    }

    internal string? Description { get; }

    internal IReadOnlyDictionary<string, NamedType> Types { get; }

    internal IReadOnlyDictionary<string, DirectiveDefinition> Directives { get; }

    internal IReadOnlyDictionary<OperationType, ObjectType> Roots { get; }

    internal IReadOnlyDictionary<string, Func<object, string>> TypeNames { get; }

    /// <summary>Makes a schema of its text in the schema definition language.</summary>
    /// <param name="text">Definitions of all types but the five built-in scalars and those of introspection.</param>
    /// <param name="bindings">Where values come from.</param>
    /// <exception cref="GraphQlSyntaxException">The text is not well-formed.</exception>
    /// <exception cref="InvalidDataException">The text contradicts itself, or what it names is not bound.</exception>
    public static GraphQlSchema Parse(string text, SchemaBindings bindings)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(bindings);
        return new SchemaBuilder(Parser.Parse(text), bindings).Build();
    }

    /// <summary>The type that a document names; null where there is none.</summary>
    internal GraphQlType? Find(TypeNode node) => node switch
    {
        NamedTypeNode named => Types.GetValueOrDefault(named.Name),
        ListTypeNode list => Find(list.Of) is { } of ? new ListType(of) : null,
        NonNullTypeNode nonNull => Find(nonNull.Of) is { } of ? new NonNullType(of) : null,
        _ => null,
    };

    /// <summary>A field of a type, those of introspection among them; null where it has none of this name.</summary>
    internal FieldDefinition? FindField(CompositeType type, string name) => name switch
    {
        "__typename" => _typeName,
        "__schema" when IsQuery(type) => _schemaField,
        "__type" when IsQuery(type) => _typeField,
        _ => type is FieldsType withFields ? withFields.Fields.GetValueOrDefault(name) : null,
    };

    private bool IsQuery(CompositeType type) => Roots.TryGetValue(OperationType.Query, out var query) && ReferenceEquals(type, query);
}
