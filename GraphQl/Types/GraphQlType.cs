using Platform.GraphQl.Syntax;

namespace Platform.GraphQl.Types;

internal abstract class GraphQlType
{
    /// <summary>The type within all lists and non-nulls.</summary>
    public NamedType Named => this switch
    {
        ListType list => list.Of.Named,
        NonNullType nonNull => nonNull.Of.Named,
        _ => (NamedType)this,
    };

    /// <summary>The type without its non-null.</summary>
    public GraphQlType Nullable => this is NonNullType nonNull ? nonNull.Of : this;

    public bool IsInput => Named is ScalarType or EnumType or InputObjectType;

    public bool IsOutput => Named is not InputObjectType;

    public bool IsLeaf => Named is ScalarType or EnumType;
}

internal sealed class ListType(GraphQlType of) : GraphQlType
{
    public GraphQlType Of { get; } = of;

    public override string ToString() => $"[{Of}]";
}

internal sealed class NonNullType(GraphQlType of) : GraphQlType
{
    public GraphQlType Of { get; } = of;

    public override string ToString() => $"{Of}!";
}

internal abstract class NamedType(string name, string? description) : GraphQlType
{
    public string Name { get; } = name;

    public string? Description { get; } = description;

    public override string ToString() => Name;
}

internal sealed class ScalarType(string name, string? description, string? specifiedBy, ScalarCodec codec) : NamedType(name, description)
{
    public string? SpecifiedBy { get; } = specifiedBy;

    public ScalarCodec Codec { get; } = codec;
}

internal sealed class EnumType(string name, string? description, IReadOnlyList<EnumMember> members) : NamedType(name, description)
{
    public IReadOnlyList<EnumMember> Members { get; } = members;

    public bool Has(string name) => Members.Any(member => member.Name == name);
}

/// <param name="Name">Its name.</param>
/// <param name="Description">What it means.</param>
/// <param name="Deprecation">Why not to use it any more.</param>
internal sealed record EnumMember(string Name, string? Description, string? Deprecation);

/// <summary>Has fields to select, or stands for types that have.</summary>
internal abstract class CompositeType(string name, string? description) : NamedType(name, description)
{
    // Types know each other in circles, so this comes after all are made.

    /// <summary>The objects that it stands for: itself, where it is one.</summary>
    public IReadOnlyList<ObjectType> Possible { get; set; } = [];
}

/// <summary>An object or an interface.</summary>
internal abstract class FieldsType(string name, string? description) : CompositeType(name, description)
{
    public IReadOnlyDictionary<string, FieldDefinition> Fields { get; set; } = new Dictionary<string, FieldDefinition>(StringComparer.Ordinal);

    public IReadOnlyList<InterfaceType> Interfaces { get; set; } = [];
}

internal sealed class ObjectType(string name, string? description) : FieldsType(name, description);

internal sealed class InterfaceType(string name, string? description) : FieldsType(name, description);

internal sealed class UnionType(string name, string? description) : CompositeType(name, description);

internal sealed class InputObjectType(string name, string? description) : NamedType(name, description)
{
    public IReadOnlyDictionary<string, InputDefinition> Fields { get; set; } = new Dictionary<string, InputDefinition>(StringComparer.Ordinal);
}

/// <summary>A field of an object or an interface.</summary>
internal sealed record FieldDefinition(string Name, string? Description, IReadOnlyDictionary<string, InputDefinition> Arguments, GraphQlType Type, string? Deprecation)
{
    /// <summary>How an object's field gets its value; null on interfaces.</summary>
    public FieldResolver? Resolver { get; init; }

    /// <summary>What one value costs, beside what is selected of it.</summary>
    public int Cost { get; init; } = 1;

    /// <summary>The argument that says how many values there are at most.</summary>
    public string? SizeArgument { get; init; }

    /// <summary>How many values to reckon with where no argument says it.</summary>
    public int AssumedSize { get; init; } = 1;
}

/// <summary>An argument, or a field of an input object.</summary>
internal sealed record InputDefinition(string Name, string? Description, GraphQlType Type, Value? Default, string? Deprecation)
{
    public bool IsRequired => Type is NonNullType && Default is null;
}

internal sealed record DirectiveDefinition(string Name, string? Description, IReadOnlyDictionary<string, InputDefinition> Arguments, bool IsRepeatable, IReadOnlyList<string> Locations);
