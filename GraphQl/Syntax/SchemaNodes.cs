namespace Platform.GraphQl.Syntax;

/// <summary>A definition of the type system (October 2021, section 3).</summary>
internal abstract record SchemaNode(int Start, string? Description, IReadOnlyList<Directive> Directives) : Definition(Start);

internal sealed record SchemaDefinition(int Start, string? Description, IReadOnlyList<Directive> Directives, IReadOnlyList<(OperationType Operation, string Type)> Roots)
    : SchemaNode(Start, Description, Directives);

internal abstract record TypeDefinition(int Start, string? Description, string Name, IReadOnlyList<Directive> Directives) : SchemaNode(Start, Description, Directives);

internal sealed record ScalarDefinition(int Start, string? Description, string Name, IReadOnlyList<Directive> Directives)
    : TypeDefinition(Start, Description, Name, Directives);

/// <summary>An object or an interface.</summary>
internal sealed record CompositeDefinition(
    int Start,
    string? Description,
    string Name,
    bool IsInterface,
    IReadOnlyList<string> Interfaces,
    IReadOnlyList<Directive> Directives,
    IReadOnlyList<FieldDefinitionNode> Fields) : TypeDefinition(Start, Description, Name, Directives);

internal sealed record FieldDefinitionNode(
    int Start,
    string? Description,
    string Name,
    IReadOnlyList<InputValueNode> Arguments,
    TypeNode Type,
    IReadOnlyList<Directive> Directives) : Node(Start);

internal sealed record InputValueNode(int Start, string? Description, string Name, TypeNode Type, Value? Default, IReadOnlyList<Directive> Directives) : Node(Start);

internal sealed record UnionDefinition(int Start, string? Description, string Name, IReadOnlyList<Directive> Directives, IReadOnlyList<string> Members)
    : TypeDefinition(Start, Description, Name, Directives);

internal sealed record EnumDefinition(int Start, string? Description, string Name, IReadOnlyList<Directive> Directives, IReadOnlyList<EnumValueNode> Values)
    : TypeDefinition(Start, Description, Name, Directives);

internal sealed record EnumValueNode(int Start, string? Description, string Name, IReadOnlyList<Directive> Directives) : Node(Start);

internal sealed record InputObjectDefinition(int Start, string? Description, string Name, IReadOnlyList<Directive> Directives, IReadOnlyList<InputValueNode> Fields)
    : TypeDefinition(Start, Description, Name, Directives);

internal sealed record DirectiveDefinitionNode(
    int Start,
    string? Description,
    string Name,
    IReadOnlyList<InputValueNode> Arguments,
    bool IsRepeatable,
    IReadOnlyList<string> Locations) : SchemaNode(Start, Description, []);
