using System.Text.Json;

namespace Platform.Integration.ApiGateway.Inputs;

/// <summary>A text or a moment that the API's own document says may be sent.</summary>
/// <param name="Operation">Id of the operation.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">Template of the path.</param>
/// <param name="Place"><c>path</c>, <c>query</c>, <c>header</c> or <c>body</c>.</param>
/// <param name="Name">Name, or the dotted path in the body with <c>[0]</c> for items of a list and <c>*</c> for any name.</param>
/// <param name="Format">As the document has it; <c>enum</c> where the values are listed, <c>any</c> for any JSON.</param>
public sealed record DocumentedField(string Operation, string Method, string Path, string Place, string Name, string? Format)
{
    /// <summary>Such as <c>CreateJob body title</c>.</summary>
    public string Key => $"{Operation} {Place} {Name}";

    /// <summary>All of them. What is mapped twice is the same twice, and left out the second time.</summary>
    public static List<DocumentedField> In(JsonElement document)
    {
        var fields = new List<DocumentedField>();
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject().Where(operation => !operation.Value.GetProperty("operationId").GetString()!.EndsWith("AtRoot", StringComparison.Ordinal)
                && !operation.Value.GetProperty("operationId").GetString()!.EndsWith("AtRootByGet", StringComparison.Ordinal)))
            {
                var id = operation.Value.GetProperty("operationId").GetString()!;
                var found = new List<(string Place, string Name, string? Format)>();
                foreach (var parameter in Items(operation.Value, "parameters"))
                {
                    Walk(document, parameter.GetProperty("schema"), parameter.GetProperty("name").GetString()!, [], (name, format) => found.Add((parameter.GetProperty("in").GetString()!, name, format)));
                }

                if (operation.Value.TryGetProperty("requestBody", out var body) && body.GetProperty("content").TryGetProperty("application/json", out var json))
                {
                    Walk(document, json.GetProperty("schema"), "", [], (name, format) => found.Add(("body", name, format)));
                }

                fields.AddRange(found.Select(field => new DocumentedField(id, operation.Name.ToUpperInvariant(), path.Name, field.Place, field.Name, field.Format)));
            }
        }

        return fields;
    }

    private static void Walk(JsonElement document, JsonElement schema, string path, IReadOnlyList<string> within, Action<string, string?> found)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            // A list of messages is no message of such a list.
            var name = reference.GetString()!.Split('/')[^1];
            if (!within.Contains(name))
            {
                Walk(document, document.GetProperty("components").GetProperty("schemas").GetProperty(name), path, [.. within, name], found);
            }
            else
            {
                foreach (var property in document.GetProperty("components").GetProperty("schemas").GetProperty(name).GetProperty("properties").EnumerateObject().Where(p => p.Name != "messages"))
                {
                    Walk(document, property.Value, $"{path}.{property.Name}", within, found);
                }
            }

            return;
        }

        var types = schema.TryGetProperty("type", out var type) ? type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(t => t.GetString()!)] : new[] { type.GetString()! } : [];
        var alternatives = Items(schema, "oneOf").Concat(Items(schema, "anyOf")).Concat(Items(schema, "allOf")).ToList();
        foreach (var alternative in alternatives)
        {
            Walk(document, alternative, path, within, found);
        }

        if (schema.TryGetProperty("enum", out _))
        {
            found(path, "enum");
        }
        else if (types.Contains("string"))
        {
            found(path, schema.TryGetProperty("format", out var format) ? format.GetString() : null);
        }
        else if (types.Length == 0 && alternatives.Count == 0 && !schema.TryGetProperty("format", out _))
        {
            found(path, "any");
        }

        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                Walk(document, property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}", within, found);
            }
        }

        if (schema.TryGetProperty("items", out var items))
        {
            Walk(document, items, path + "[0]", within, found);
        }

        if (schema.TryGetProperty("additionalProperties", out var any) && any.ValueKind == JsonValueKind.Object)
        {
            Walk(document, any, path + ".*", within, found);
        }
    }

    private static List<JsonElement> Items(JsonElement element, string name) =>
        element.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? [.. items.EnumerateArray()] : [];
}
