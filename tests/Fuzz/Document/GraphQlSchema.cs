using System.Text.Json;

namespace Platform.Fuzz.Document;

/// <summary>Reads the gateway's GraphQL schema: fields that have arguments, and the paths to them.</summary>
internal sealed class GraphQlSchema
{
    /// <summary>The introspection query for everything that is needed here.</summary>
    public const string Introspection =
        "{ __schema { queryType { name } types { kind name enumValues { name } fields { name type { ...T } args { name type { ...T } } } } } } fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

    private readonly Dictionary<string, JsonElement> _types;
    private readonly string _query;

    private GraphQlSchema(JsonElement schema)
    {
        _query = schema.GetProperty("queryType").GetProperty("name").GetString()!;
        _types = schema.GetProperty("types").EnumerateArray().ToDictionary(type => type.GetProperty("name").GetString()!, type => type.Clone(), StringComparer.Ordinal);
    }

    /// <param name="answer">The answer to <see cref="Introspection"/>.</param>
    public static GraphQlSchema Read(JsonElement answer) => new(answer.GetProperty("data").GetProperty("__schema"));

    /// <summary>Returns every field of the query type and of the types below it, once for each path to its type.</summary>
    public IEnumerable<GraphQlField> Fields()
    {
        foreach (var root in FieldsOf(_query))
        {
            yield return root;
            foreach (var inner in FieldsOf(root.TypeName).Where(field => field.Arguments.Count > 0))
            {
                yield return inner with { Parent = root };
            }
        }
    }

    /// <summary>Returns a selection of the scalars of a type; empty if it has none.</summary>
    public string Selection(string type)
    {
        var scalars = FieldsOf(type).Where(field => field.Arguments.Count == 0 && FieldsOf(field.TypeName).Count == 0).Select(field => field.Name).ToList();
        return scalars.Count == 0 ? "" : "{ " + string.Join(' ', scalars) + " }";
    }

    private List<GraphQlField> FieldsOf(string type) => !_types.TryGetValue(type, out var found) || found.GetProperty("fields").ValueKind != JsonValueKind.Array ? []
        : [.. found.GetProperty("fields").EnumerateArray().Select(field => new GraphQlField(
            null,
            field.GetProperty("name").GetString()!,
            Named(field.GetProperty("type")),
            [.. field.GetProperty("args").EnumerateArray().Select(argument => new GraphQlArgument(
                argument.GetProperty("name").GetString()!,
                Named(argument.GetProperty("type")),
                Write(argument.GetProperty("type")),
                argument.GetProperty("type").GetProperty("kind").GetString() == "NON_NULL",
                ChoicesOf(Named(argument.GetProperty("type")))))]))];

    private string[] ChoicesOf(string type) => _types[type].GetProperty("enumValues").ValueKind == JsonValueKind.Array
        ? [.. _types[type].GetProperty("enumValues").EnumerateArray().Select(value => value.GetProperty("name").GetString()!)]
        : [];

    private static string Named(JsonElement type) => type.GetProperty("kind").GetString() is "NON_NULL" or "LIST" ? Named(type.GetProperty("ofType")) : type.GetProperty("name").GetString()!;

    private static string Write(JsonElement type) => type.GetProperty("kind").GetString() switch
    {
        "NON_NULL" => Write(type.GetProperty("ofType")) + "!",
        "LIST" => "[" + Write(type.GetProperty("ofType")) + "]",
        _ => type.GetProperty("name").GetString()!,
    };
}

/// <summary>Describes a field.</summary>
/// <param name="Parent">The field of the query type that leads to it; null for a field of the query type itself.</param>
/// <param name="Name">Its name.</param>
/// <param name="TypeName">The name of its type, without list and non-null marks.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record GraphQlField(GraphQlField? Parent, string Name, string TypeName, IReadOnlyList<GraphQlArgument> Arguments);

/// <summary>Describes an argument.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TypeName">The name of its type, without list and non-null marks.</param>
/// <param name="Type">Its type as in the declaration of a variable.</param>
/// <param name="IsRequired">Whether it has to be given.</param>
/// <param name="Choices">The values of an enumeration.</param>
internal sealed record GraphQlArgument(string Name, string TypeName, string Type, bool IsRequired, IReadOnlyList<string> Choices);
