namespace Platform.GraphQl.Syntax;

/// <summary>What every part of a parsed document has: where it begins in the source.</summary>
internal abstract record Node(int Start);

/// <param name="Source">The text it was parsed from, for places of errors.</param>
/// <param name="Definitions">At least one.</param>
internal sealed record Document(string Source, IReadOnlyList<Definition> Definitions)
{
    public IEnumerable<OperationDefinition> Operations => Definitions.OfType<OperationDefinition>();

    public IEnumerable<FragmentDefinition> Fragments => Definitions.OfType<FragmentDefinition>();

    public SourceLocation Locate(Node node) => SourceLocation.Of(Source, node.Start);
}

internal abstract record Definition(int Start) : Node(Start);

internal sealed record OperationDefinition(
    int Start,
    OperationType Type,
    string? Name,
    IReadOnlyList<VariableDefinition> Variables,
    IReadOnlyList<Directive> Directives,
    SelectionSet Selections) : Definition(Start);

internal sealed record FragmentDefinition(int Start, string Name, NamedTypeNode On, IReadOnlyList<Directive> Directives, SelectionSet Selections) : Definition(Start);

internal sealed record VariableDefinition(int Start, string Name, TypeNode Type, Value? Default, IReadOnlyList<Directive> Directives) : Node(Start);

internal sealed record SelectionSet(int Start, IReadOnlyList<Selection> Items) : Node(Start);

internal abstract record Selection(int Start, IReadOnlyList<Directive> Directives) : Node(Start);

internal sealed record Field(
    int Start,
    string? Alias,
    string Name,
    IReadOnlyList<Argument> Arguments,
    IReadOnlyList<Directive> Directives,
    SelectionSet? Selections) : Selection(Start, Directives)
{
    public string ResponseName => Alias ?? Name;
}

internal sealed record FragmentSpread(int Start, string Name, IReadOnlyList<Directive> Directives) : Selection(Start, Directives);

internal sealed record InlineFragment(int Start, NamedTypeNode? On, IReadOnlyList<Directive> Directives, SelectionSet Selections) : Selection(Start, Directives);

internal sealed record Argument(int Start, string Name, Value Value) : Node(Start);

internal sealed record Directive(int Start, string Name, IReadOnlyList<Argument> Arguments) : Node(Start);

internal abstract record Value(int Start) : Node(Start);

internal sealed record VariableValue(int Start, string Name) : Value(Start);

/// <param name="Start">Where.</param>
/// <param name="Text">As written: a number of any size.</param>
internal sealed record IntValue(int Start, string Text) : Value(Start);

internal sealed record FloatValue(int Start, string Text) : Value(Start);

internal sealed record StringValue(int Start, string Text) : Value(Start);

internal sealed record BooleanValue(int Start, bool IsTrue) : Value(Start);

internal sealed record NullValue(int Start) : Value(Start);

internal sealed record EnumValue(int Start, string Name) : Value(Start);

internal sealed record ListValue(int Start, IReadOnlyList<Value> Items) : Value(Start);

internal sealed record ObjectValue(int Start, IReadOnlyList<ObjectField> Fields) : Value(Start);

internal sealed record ObjectField(int Start, string Name, Value Value) : Node(Start);

internal abstract record TypeNode(int Start) : Node(Start);

internal sealed record NamedTypeNode(int Start, string Name) : TypeNode(Start);

internal sealed record ListTypeNode(int Start, TypeNode Of) : TypeNode(Start);

internal sealed record NonNullTypeNode(int Start, TypeNode Of) : TypeNode(Start);
