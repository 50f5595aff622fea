using System.Text.Json;
using System.Text.RegularExpressions;

namespace Platform.Fuzz.Document;

/// <summary>Reads the operations of the gateway's OpenAPI document.</summary>
internal sealed partial class ApiDocument
{
    private static readonly string[] s_methods = ["get", "put", "post", "delete", "options", "head", "patch"];

    private readonly JsonElement _root;

    private ApiDocument(JsonElement root)
    {
        _root = root;
        Operations = [.. root.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
            .Where(method => s_methods.Contains(method.Name, StringComparer.Ordinal)).Select(method => Read(path.Name, method.Name.ToUpperInvariant(), method.Value)))];
    }

    public IReadOnlyList<ApiOperation> Operations { get; }

    public static ApiDocument Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return new ApiDocument(document.RootElement.Clone());
    }

    /// <summary>Resolves references, and removes alternatives that only allow null.</summary>
    public JsonElement Resolve(JsonElement schema)
    {
        while (true)
        {
            if (schema.TryGetProperty("$ref", out var reference))
            {
                schema = _root.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
            }
            else if (schema.TryGetProperty("oneOf", out var choices) && choices.EnumerateArray().FirstOrDefault(choice => !IsNull(choice)) is { ValueKind: JsonValueKind.Object } choice)
            {
                schema = choice;
            }
            else
            {
                return schema;
            }
        }
    }

    private static bool IsNull(JsonElement schema) => schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() == "null";

    private ApiOperation Read(string path, string method, JsonElement operation)
    {
        var parameters = operation.TryGetProperty("parameters", out var listed)
            ? listed.EnumerateArray().Select(ReadParameter).ToList()
            : [];

        // A placeholder of the path is a parameter whether or not the document describes it.
        parameters.AddRange(Placeholder().Matches(path).Select(match => match.Groups["name"].Value)
            .Where(name => parameters.TrueForAll(parameter => parameter.Name != name))
            .Select(name => new ApiParameter(name, "path", true, ApiSchema.OfText(this))));

        string? mediaType = null;
        ApiSchema? body = null;
        string? example = null;
        if (operation.TryGetProperty("requestBody", out var request))
        {
            var content = request.GetProperty("content").EnumerateObject().First();
            mediaType = content.Name;
            body = content.Value.TryGetProperty("schema", out var schema) ? new ApiSchema(this, schema) : null;
            example = content.Value.TryGetProperty("example", out var given) ? given.GetRawText() : null;
        }

        var schemes = operation.TryGetProperty("security", out var security)
            ? security.EnumerateArray().SelectMany(choice => choice.EnumerateObject().Select(scheme => scheme.Name)).ToArray()
            : [];
        var isStream = operation.GetProperty("responses").EnumerateObject().Any(response =>
            response.Value.TryGetProperty("content", out var types) && types.EnumerateObject().Any(type => type.Name == "text/event-stream"));
        var isForOperators = operation.TryGetProperty("tags", out var tags) && tags.EnumerateArray().Any(tag => tag.GetString() is "Operators" or "Operations");
        return new ApiOperation(
            operation.GetProperty("operationId").GetString()!, method, path, parameters, mediaType, body, example, schemes, isStream, isForOperators);
    }

    private ApiParameter ReadParameter(JsonElement parameter) => new(
        parameter.GetProperty("name").GetString()!,
        parameter.GetProperty("in").GetString()!,
        parameter.TryGetProperty("required", out var required) && required.GetBoolean(),
        new ApiSchema(this, parameter.GetProperty("schema"), parameter.TryGetProperty("description", out var description) ? description.GetString() : null));

    [GeneratedRegex(@"\{(?<name>[^}]+)\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
