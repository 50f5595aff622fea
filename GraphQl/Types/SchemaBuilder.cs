using Platform.GraphQl.Syntax;

namespace Platform.GraphQl.Types;

/// <summary>Makes a schema of its parsed text, together with the built-in scalars, directives and introspection.</summary>
internal sealed class SchemaBuilder
{
    private static readonly Document s_builtIn = Parser.Parse(BuiltInSchema.Text);

    private readonly SchemaBindings _bindings;
    private readonly List<Definition> _definitions;
    private readonly Dictionary<string, NamedType> _types = new(StringComparer.Ordinal);

    public SchemaBuilder(Document document, SchemaBindings bindings)
    {
        _bindings = bindings;
        _definitions = [.. document.Definitions, .. s_builtIn.Definitions];
    }

    public GraphQlSchema Build()
    {
        foreach (var (name, (description, codec)) in BuiltInScalars.All)
        {
            _types.Add(name, new ScalarType(name, description, null, codec));
        }

        foreach (var definition in _definitions.OfType<TypeDefinition>())
        {
            Require(_types.TryAdd(definition.Name, Declare(definition)), $"Type {definition.Name} is defined twice.");
        }

        foreach (var definition in _definitions.OfType<TypeDefinition>())
        {
            Complete(definition);
        }

        foreach (var type in _types.Values.OfType<ObjectType>())
        {
            type.Possible = [type];
            foreach (var implemented in type.Interfaces)
            {
                implemented.Possible = [.. implemented.Possible, type];
            }
        }

        var directives = _definitions.OfType<DirectiveDefinitionNode>().ToDictionary(
            node => node.Name,
            node => new DirectiveDefinition(node.Name, node.Description, Inputs(node.Arguments), node.IsRepeatable, node.Locations),
            StringComparer.Ordinal);
        CheckBindings();
        var schema = _definitions.OfType<SchemaDefinition>().SingleOrDefault();
        return new GraphQlSchema(schema?.Description, _types, directives, Roots(schema), _bindings.TypeNames);
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw new InvalidDataException(message);
        }
    }

    private static string? Deprecation(IReadOnlyList<Directive> directives)
    {
        if (directives.FirstOrDefault(directive => directive.Name == "deprecated") is not { } deprecated)
        {
            return null;
        }

        return deprecated.Arguments.FirstOrDefault(argument => argument.Name == "reason")?.Value is StringValue reason ? reason.Text : "No longer supported";
    }

    private NamedType Declare(TypeDefinition definition)
    {
        switch (definition)
        {
            case ScalarDefinition scalar:
                Require(_bindings.Scalars.TryGetValue(scalar.Name, out var codec), $"Scalar {scalar.Name} has no codec.");
                var specifiedBy = scalar.Directives.FirstOrDefault(directive => directive.Name == "specifiedBy")?.Arguments[0].Value as StringValue;
                return new ScalarType(scalar.Name, scalar.Description, specifiedBy?.Text, codec!);
            case EnumDefinition members:
                return new EnumType(
                    members.Name,
                    members.Description,
                    [.. members.Values.Select(value => new EnumMember(value.Name, value.Description, Deprecation(value.Directives)))]);
            case CompositeDefinition { IsInterface: true }:
                Require(_bindings.TypeNames.ContainsKey(definition.Name), $"Nothing tells the types of interface {definition.Name}.");
                return new InterfaceType(definition.Name, definition.Description);
            case CompositeDefinition:
                return new ObjectType(definition.Name, definition.Description);
            case UnionDefinition:
                Require(_bindings.TypeNames.ContainsKey(definition.Name), $"Nothing tells the types of union {definition.Name}.");
                return new UnionType(definition.Name, definition.Description);
            default:
                return new InputObjectType(definition.Name, definition.Description);
        }
    }

    private void Complete(TypeDefinition definition)
    {
        switch (definition)
        {
            case CompositeDefinition composite:
                var type = (FieldsType)_types[composite.Name];
                Require(composite.Fields.Count > 0, $"Type {composite.Name} has no fields.");
                type.Interfaces = [.. composite.Interfaces.Select(Find<InterfaceType>)];
                type.Fields = composite.Fields.ToDictionary(field => field.Name, field => Field(composite, field), StringComparer.Ordinal);
                break;
            case UnionDefinition union:
                ((UnionType)_types[union.Name]).Possible = [.. union.Members.Select(Find<ObjectType>)];
                break;
            case InputObjectDefinition input:
                ((InputObjectType)_types[input.Name]).Fields = Inputs(input.Fields);
                break;
        }
    }

    private FieldDefinition Field(CompositeDefinition composite, FieldDefinitionNode field)
    {
        var name = $"{composite.Name}.{field.Name}";
        var type = Find(field.Type);
        Require(type.IsOutput, $"Field {name} has an input type.");
        FieldResolver? resolver = null;
        if (!composite.IsInterface)
        {
            resolver = _bindings.Resolvers.GetValueOrDefault(name) ?? BuiltInSchema.Resolvers.GetValueOrDefault(name) ?? _bindings.Fallback;
            Require(resolver is not null, $"Field {name} has no resolver.");
        }

        var (cost, sizeArgument, assumedSize) = _bindings.Costs.GetValueOrDefault(name, (1, null, 1));
        Require(sizeArgument is null || field.Arguments.Any(argument => argument.Name == sizeArgument), $"Field {name} has no argument {sizeArgument}.");
        return new FieldDefinition(field.Name, field.Description, Inputs(field.Arguments), type, Deprecation(field.Directives))
        {
            Resolver = resolver,
            Cost = cost,
            SizeArgument = sizeArgument,
            AssumedSize = assumedSize,
        };
    }

    private Dictionary<string, InputDefinition> Inputs(IReadOnlyList<InputValueNode> inputs) => inputs.ToDictionary(
        input => input.Name,
        input =>
        {
            var type = Find(input.Type);
            Require(type.IsInput, $"Input {input.Name} has an output type.");
            return new InputDefinition(input.Name, input.Description, type, input.Default, Deprecation(input.Directives));
        },
        StringComparer.Ordinal);

    private Dictionary<OperationType, ObjectType> Roots(SchemaDefinition? schema)
    {
        if (schema is not null)
        {
            return schema.Roots.ToDictionary(root => root.Operation, root => Find<ObjectType>(root.Type));
        }

        var roots = new Dictionary<OperationType, ObjectType>();
        foreach (var operation in Enum.GetValues<OperationType>())
        {
            if (_types.GetValueOrDefault(operation.ToString()) is ObjectType root)
            {
                roots.Add(operation, root);
            }
        }

        Require(roots.ContainsKey(OperationType.Query), "There is no type Query.");
        return roots;
    }

    private void CheckBindings()
    {
        foreach (var name in _bindings.Resolvers.Keys.Concat(_bindings.Costs.Keys))
        {
            var dot = name.IndexOf('.', StringComparison.Ordinal);
            Require(
                _types.GetValueOrDefault(name[..dot]) is ObjectType type && type.Fields.ContainsKey(name[(dot + 1)..]),
                $"{name} is bound, but not in the schema.");
        }
    }

    private GraphQlType Find(TypeNode node) => node switch
    {
        NamedTypeNode named => Find<NamedType>(named.Name),
        ListTypeNode list => new ListType(Find(list.Of)),
        NonNullTypeNode nonNull => new NonNullType(Find(nonNull.Of)),
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };

    private T Find<T>(string name)
        where T : NamedType =>
        _types.GetValueOrDefault(name) as T ?? throw new InvalidDataException($"There is no fitting type {name}.");
}
