using FsCheck;
using FsCheck.Fluent;
using Platform.GraphQl.Syntax;

namespace Platform.Unit.GraphQl;

/// <summary>Documents of every form that the grammar has for execution, whether they make sense or not.</summary>
internal static class Documents
{
    private static readonly Gen<string> s_name = Gen.Elements(
        "a", "b", "_", "__typename", "query", "mutation", "fragment", "type", "true1", "nullable", "on1", "Q9_z", "input", "implements");

    private static readonly Gen<string> s_text = Gen.OneOf(
        ArbMap.Default.GeneratorFor<string>().Select(Speakable),
        Gen.Elements("", "\"\"\"", "\\", "\n  x\r\n\ty", "é漢", "😀", "\u0000\u001f\u007f\uFEFF", "# no comment", "\\u0041"));

    private static readonly Gen<TypeNode> s_type = Gen.Sized(size => TypeOf(Math.Min(size, 3)));

    public static Arbitrary<Document> All { get; } = Gen.Sized(size => DefinitionOf(Math.Min(size, 12)).NonEmptyListOf().Select(definitions => new Document("", [.. definitions]))).ToArbitrary();

    private static Gen<Definition> DefinitionOf(int size) => Gen.OneOf(
        from type in Gen.Elements(Enum.GetValues<OperationType>())
        from name in Optional(s_name)
        from variables in Few(
            from name in s_name
            from type in s_type
            from value in Optional(ValueOf(2, isConstant: true))
            from directives in DirectivesOf(isConstant: true)
            select new VariableDefinition(0, name, type, value, directives))
        from directives in DirectivesOf(isConstant: false)
        from selections in SelectionsOf(size)
        select (Definition)new OperationDefinition(0, type, name, variables, directives, selections),
        from name in s_name
        from target in s_name
        from directives in DirectivesOf(isConstant: false)
        from selections in SelectionsOf(size)
        select (Definition)new FragmentDefinition(0, name, new NamedTypeNode(0, target), directives, selections));

    private static Gen<SelectionSet> SelectionsOf(int size) =>
        from first in SelectionOf(size / 2)
        from others in Few(SelectionOf(size / 2))
        select new SelectionSet(0, [first, .. others]);

    private static Gen<Selection> SelectionOf(int size) => Gen.Frequency(
        (4,
            from alias in Optional(s_name)
            from name in s_name
            from arguments in ArgumentsOf(isConstant: false)
            from directives in DirectivesOf(isConstant: false)
            from selections in size == 0 ? Gen.Constant<SelectionSet?>(null) : Optional(SelectionsOf(size))
            select (Selection)new Field(0, alias, name, arguments, directives, selections)),
        (1,
            from name in s_name
            from directives in DirectivesOf(isConstant: false)
            select (Selection)new FragmentSpread(0, name, directives)),
        (size == 0 ? 0 : 1,
            from target in Optional(s_name)
            from directives in DirectivesOf(isConstant: false)
            from selections in SelectionsOf(size)
            select (Selection)new InlineFragment(0, target is null ? null : new NamedTypeNode(0, target), directives, selections)));

    private static Gen<IReadOnlyList<Directive>> DirectivesOf(bool isConstant) => Few(
        from name in s_name
        from arguments in ArgumentsOf(isConstant)
        select new Directive(0, name, arguments));

    private static Gen<IReadOnlyList<Argument>> ArgumentsOf(bool isConstant) => Few(
        from name in s_name
        from value in ValueOf(2, isConstant)
        select new Argument(0, name, value));

    private static Gen<Value> ValueOf(int depth, bool isConstant)
    {
        var leaf = Gen.OneOf(
            Gen.Elements("0", "-0", "1", "-17", "2147483648", "123456789012345678901234567890").Select(text => (Value)new IntValue(0, text)),
            Gen.Elements("0.0", "-1.5e10", "1e-7", "6.02E+23", "0.1").Select(text => (Value)new FloatValue(0, text)),
            s_text.Select(text => (Value)new StringValue(0, text)),
            Gen.Elements(true, false).Select(value => (Value)new BooleanValue(0, value)),
            Gen.Constant((Value)new NullValue(0)),
            s_name.Select(name => (Value)new EnumValue(0, name)),
            isConstant ? Gen.Constant((Value)new NullValue(0)) : s_name.Select(name => (Value)new VariableValue(0, name)));
        if (depth == 0)
        {
            return leaf;
        }

        return Gen.Frequency(
            (5, leaf),
            (1, Few(ValueOf(depth - 1, isConstant)).Select(items => (Value)new ListValue(0, items))),
            (1, Few(
                from name in s_name
                from value in ValueOf(depth - 1, isConstant)
                select new ObjectField(0, name, value)).Select(fields => (Value)new ObjectValue(0, fields))));
    }

    private static Gen<TypeNode> TypeOf(int depth)
    {
        var nullable = depth == 0
            ? s_name.Select(name => (TypeNode)new NamedTypeNode(0, name))
            : Gen.OneOf(s_name.Select(name => (TypeNode)new NamedTypeNode(0, name)), TypeOf(depth - 1).Select(of => (TypeNode)new ListTypeNode(0, of)));
        return
            from type in nullable
            from isRequired in Gen.Elements(true, false)
            select isRequired ? new NonNullTypeNode(0, type) : type;
    }

    private static Gen<IReadOnlyList<T>> Few<T>(Gen<T> item) =>
        from count in Gen.Frequency((3, Gen.Constant(0)), (2, Gen.Constant(1)), (1, Gen.Constant(3)))
        from items in item.ArrayOf(count)
        select (IReadOnlyList<T>)items;

    private static Gen<T?> Optional<T>(Gen<T> item)
        where T : class =>
        Gen.OneOf(Gen.Constant<T?>(null), item.Select(value => (T?)value));

    /// <summary>Without what a document cannot hold: halves of characters.</summary>
    private static string Speakable(string? text) => string.Concat((text ?? "").EnumerateRunes().Where(rune => rune.Value != 0xFFFD));
}
