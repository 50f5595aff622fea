using System.Text;
using Platform.Fuzz.Document;
using Platform.Fuzz.Inputs;
using Platform.Fuzz.World;

namespace Platform.Fuzz.Cases;

/// <summary>
/// Creates GraphQL requests: every argument of every field with every error that can be in it, as a literal and as a variable, and documents of
/// unusual forms.
/// </summary>
internal static class GraphQlCases
{
    private static readonly string[] s_literals =
    [
        "null", "[]", "{}", "{a: 1}", "[[[[1]]]]", "true", "1", "1e999", "\"\"", "nothing", "$undeclared", "\"\\u{110000}\"", "\"\\u{1F600}\"", "\"\\uD800\"", "\"\\uDC00\\uD800\"", "\"\\x\"", "\"\n\"", "-", "01", "1.", "\"unfinished",
    ];

    public static IReadOnlyList<GraphQlCase> Of(GraphQlSchema schema, Uri api) =>
    [
        .. schema.Fields().SelectMany(field => new[] { Case(api, schema, field, null, "right", null) }.Concat(field.Arguments.SelectMany(argument => Cases(api, schema, field, argument)))),
        .. GraphQlForms.All.Select(form => new GraphQlCase(api, "document", form.Name, (_, _) => (form.Document, null))),
    ];

    private static IEnumerable<GraphQlCase> Cases(Uri api, GraphQlSchema schema, GraphQlField field, GraphQlArgument argument)
    {
        foreach (var literal in s_literals)
        {
            yield return Case(api, schema, field, argument, "literal " + literal, _ => (Encoding.UTF8.GetBytes(literal), null));
            yield return Case(api, schema, field, argument, "variable " + literal, _ => ("$v"u8.ToArray(), new JsonToken(literal)));
        }

        yield return Case(api, schema, field, argument, "lists, 1,000 deep", _ => (Encoding.UTF8.GetBytes(new string('[', 1_000) + new string(']', 1_000)), null));
        yield return Case(api, schema, field, argument, "a variable that is a list of 10,000", _ => ("$v"u8.ToArray(), new JsonItems([.. Enumerable.Repeat<JsonPart>(new JsonToken("1"), 10_000)])));
        if (argument.TypeName is "String" or "ID")
        {
            foreach (var (name, make) in Texts.All)
            {
                yield return Case(api, schema, field, argument, "literal " + name, dice => (make("fuzz").ToJson(escaped: dice.OneIn(2)), null));
                yield return Case(api, schema, field, argument, "block " + name, _ => ([.. "\"\"\""u8, .. make("fuzz").Bytes, .. "\"\"\""u8], null));
                yield return Case(api, schema, field, argument, "variable " + name, dice => ("$v"u8.ToArray(), new JsonText(make("fuzz"), escaped: dice.OneIn(2))));
            }
        }
        else if (argument.Choices.Count > 0)
        {
            foreach (var value in argument.Choices.SelectMany(choice => (string[])[choice, choice.ToUpperInvariant(), "\"" + choice + "\"", "[" + choice + "]"]))
            {
                yield return Case(api, schema, field, argument, "literal " + value, _ => (Encoding.UTF8.GetBytes(value), null));
            }
        }
        else
        {
            foreach (var number in Numbers.All)
            {
                var name = number.Length > 40 ? $"of {number.Length} characters" : number;
                yield return Case(api, schema, field, argument, "literal " + name, _ => (Encoding.UTF8.GetBytes(number), null));
                yield return Case(api, schema, field, argument, "variable " + name, _ => ("$v"u8.ToArray(), new JsonToken(number)));
            }
        }
    }

    private static GraphQlCase Case(Uri api, GraphQlSchema schema, GraphQlField field, GraphQlArgument? wrong, string what, Func<Dice, (byte[] Literal, JsonPart? Variable)>? make) => new(
        api,
        (field.Parent is null ? "" : field.Parent.Name + ".") + field.Name,
        wrong is null ? what : $"{wrong.Name}, {what}",
        (caller, dice) =>
        {
            var (literal, variable) = make?.Invoke(dice) ?? ([], null);
            var selection = schema.Selection(field.TypeName);
            var outer = field.Parent is { } parent ? ($"{parent.Name}{Arguments(parent, caller, null)} {{ ", " }") : ("", "");
            var others = Arguments(field, caller, wrong).TrimEnd(')').TrimStart('(');
            var before = $"{(variable is null ? "" : $"query Q($v: {wrong!.Type}) ")}{{ {outer.Item1}{field.Name}";
            if (wrong is null)
            {
                return ($"{before}{Arguments(field, caller, null)} {selection} {outer.Item2}}}", null);
            }

            return (GraphQlCase.Around($"{before}({others} {wrong.Name}: ", literal, $") {selection} {outer.Item2}}}"), variable is null ? null : new JsonFields([new JsonField("v", variable)]));
        });

    /// <summary>Returns the required arguments except for one.</summary>
    private static string Arguments(GraphQlField field, FuzzAccount caller, GraphQlArgument? without)
    {
        var given = field.Arguments.Where(argument => argument.IsRequired && argument != without).Select(argument => argument.Name + ": " + Right(argument, caller)).ToList();
        return given.Count == 0 ? "" : "(" + string.Join(", ", given) + ")";
    }

    private static string Right(GraphQlArgument argument, FuzzAccount caller) => argument.TypeName switch
    {
        _ when argument.Choices.Count > 0 => argument.Choices[0],
        "String" => "\"" + caller.Queue + "\"",
        "Long" or "Int" when argument.Name == "id" => caller.Message,
        "Boolean" => "true",
        "ID" => "\"" + caller.Message + "\"",
        _ => "5",
    };
}
