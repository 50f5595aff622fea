using Platform.GraphQl.Syntax;
using Platform.GraphQl.Types;

namespace Platform.Integration.GraphQl;

/// <summary>Documents for a schema that are mostly right, and wrong in every way now and then.</summary>
internal sealed class RandomDocuments(GraphQlSchema schema, Random random, double wrong)
{
    private static readonly string[] s_values =
        ["1", "-3", "2147483648", "1.5", "\"text\"", "true", "null", "CAT", "FISH", "[1, 2]", "[[1], null]", "{kind: DOG}", "{name: \"x\"}", "{kind: CAT, ages: [1, null]}", "{kind: DOG, kind: CAT}"];

    private readonly List<string> _variables = [];

    public string Create()
    {
        var fragments = Enumerable.Range(0, random.Next(3)).Select(index => $"F{index}").ToList();
        var text = "";
        for (var operation = IsWrong() ? 2 : 1; operation > 0; operation--)
        {
            _variables.Clear();
            var (keyword, root) = random.Next(10) switch
            {
                0 => ("mutation", OperationType.Mutation),
                1 => ("subscription", OperationType.Subscription),
                _ => ("query", OperationType.Query),
            };
            var selections = Selections(schema.Roots[root], 3, fragments);
            var variables = _variables.Distinct().Select(VariableDefinition).ToList();
            if (IsWrong())
            {
                variables.Add(VariableDefinition("unused"));
            }

            text += $"{keyword} {(IsWrong() ? "" : $"Q{random.Next(2)}")}{(variables.Count > 0 ? $"({string.Join(' ', variables)})" : "")}{Directives()} {selections}\n";
        }

        foreach (var name in fragments)
        {
            var on = IsWrong() ? Pick("Kind", "Missing", "Person") : Pick("Query", "Cat", "Dog", "Node", "Named", "Pet");
            var type = schema.Types.GetValueOrDefault(on) as CompositeType ?? schema.Roots[OperationType.Query];
            text += $"fragment {name} on {on} {Selections(type, 2, IsWrong() ? fragments : [.. fragments.Where(other => string.CompareOrdinal(other, name) > 0)])}\n";
        }

        return text;
    }

    private bool IsWrong() => random.NextDouble() < wrong;

    private string Pick(params ReadOnlySpan<string> items) => items[random.Next(items.Length)];

    private string Selections(CompositeType type, int depth, List<string> fragments)
    {
        var items = new List<string>();
        for (var count = random.Next(1, 5); count > 0; count--)
        {
            items.Add(random.Next(6) switch
            {
                0 when fragments.Count > 0 => $"...{(IsWrong() ? "Missing" : fragments[random.Next(fragments.Count)])}{Directives()}",
                1 when depth > 0 => Inline(type, depth, fragments),
                _ => Field(type, depth, fragments),
            });
        }

        return $"{{ {string.Join(' ', items)} }}";
    }

    private string Inline(CompositeType type, int depth, List<string> fragments)
    {
        var possible = schema.Types.Values.OfType<CompositeType>()
            .Where(other => !other.Name.StartsWith("__", StringComparison.Ordinal) && (IsWrong() || other.Possible.Intersect(type.Possible).Any())).ToList();
        var on = random.Next(4) == 0 ? type : possible[random.Next(possible.Count)];
        return $"... {(ReferenceEquals(on, type) && random.Next(2) == 0 ? "" : $"on {on.Name}")}{Directives()} {Selections(on, depth - 1, fragments)}";
    }

    private string Field(CompositeType type, int depth, List<string> fragments)
    {
        var fields = (type as FieldsType)?.Fields.Values.Where(field => depth > 0 || field.Type.IsLeaf).ToList() ?? [];
        if (fields.Count == 0 || random.Next(12) == 0)
        {
            return IsWrong() ? "missing" : "__typename";
        }

        var field = fields[random.Next(fields.Count)];
        var alias = random.Next(8) == 0 ? Pick("a: ", "name: ", "id: ") : "";
        var arguments = field.Arguments.Values
            .Where(argument => argument.IsRequired ? !IsWrong() : random.Next(4) == 0)
            .Select(argument => $"{argument.Name}: {Argument(argument.Type)}")
            .ToList();
        if (IsWrong())
        {
            arguments.Add(Pick("missing: 1", "first: 1", "first: 2"));
        }

        var selections = field.Type.Named is CompositeType composite ? Selections(composite, depth - 1, fragments) : "";
        if (IsWrong())
        {
            selections = selections.Length == 0 ? "{ x }" : "";
        }

        return $"{alias}{field.Name}{(arguments.Count > 0 ? $"({string.Join(", ", arguments)})" : "")}{Directives()} {selections}";
    }

    private string Argument(GraphQlType type)
    {
        if (random.Next(5) == 0)
        {
            // Named after their types, so that one name mostly means one type.
            var name = "v" + (IsWrong() ? "Int" : string.Concat(type.ToString()!.Where(char.IsLetterOrDigit)) + (type is NonNullType ? "N" : "") + (type.Nullable is ListType ? "L" : ""));
            if (!IsWrong())
            {
                _variables.Add(name);
            }

            return $"${name}";
        }

        return IsWrong() ? s_values[random.Next(s_values.Length)] : Value(type);
    }

    private string Value(GraphQlType type) => type switch
    {
        NonNullType nonNull => Value(nonNull.Of),
        ListType list => random.Next(3) == 0 ? Value(list.Of) : $"[{Value(list.Of)}, {Value(list.Of)}]",
        InputObjectType => Pick("{kind: DOG}", "{kind: CAT, barks: false, ages: 3}", "{kind: DOG, nested: {kind: CAT, name: \"n\"}}"),
        EnumType => Pick("CAT", "DOG", "BIRD"),
        ScalarType { Name: "Int" } => Pick("0", "1", "-5"),
        ScalarType { Name: "Float" } => Pick("0", "1.5", "-2e3"),
        ScalarType { Name: "Boolean" } => Pick("true", "false"),
        ScalarType { Name: "ID" } => Pick("1", "\"x\""),
        _ => Pick("\"a\"", "\"\"\"b\n  c\"\"\""),
    };

    private string VariableDefinition(string name)
    {
        var type = name switch
        {
            "vInt" => "Int",
            "vFloat" => "Float",
            "vBoolean" => "Boolean",
            "vID" => "ID",
            "vKind" => "Kind",
            "vDogFilter" => "DogFilter",
            "vIntN" => "Int!",
            "vIDN" => "ID!",
            "vIntL" => "[Int!]",
            "vStringN" => "String!",
            _ => Pick("String", "[[Int]]", "[DogFilter!]!"),
        };
        if (IsWrong())
        {
            type = Pick("Int", "String!", "[Int]", "Cat", "Missing", "[Int!]!", "Boolean!");
        }

        var value = !type.EndsWith('!') && random.Next(3) == 0 ? $" = {(IsWrong() ? s_values[random.Next(s_values.Length)] : type == "Int" ? "4" : "null")}" : "";
        return $"${name}: {type}{value}{(random.Next(10) == 0 ? " @tagged(name: \"v\")" : "")}";
    }

    private string Directives() => random.Next(8) != 0 ? "" : IsWrong()
        ? Pick(" @missing", " @once @once", " @skip", " @include(if: 1)", " @deprecated", " @tagged(name: \"a\", name: \"b\")", " @skip(if: true) @skip(if: true)")
        : Pick(" @tagged(name: \"t\")", " @tagged(name: \"t\") @tagged(name: \"u\", level: 2)");
}
