using Microsoft.OpenApi;

namespace Platform.ApiGateway.Documentation;

/// <summary>
/// Describes response bodies that have no type of this project: texts, bytes, responses of other programs, and those with two forms.
/// </summary>
internal static class ResponseSchemas
{
    private const string Json = "application/json";

    /// <summary>Adds the schemas of an operation, if it has any.</summary>
    public static void Add(OpenApiOperation operation)
    {
        switch (operation.OperationId?.Replace("AtRoot", "", StringComparison.Ordinal))
        {
            case "GetCaptions":
                foreach (var (type, media) in ContentOf(operation, "200"))
                {
                    media.Schema = type == Json ? media.Schema : Text();
                }

                break;
            case "ImportCaptions":
                operation.RequestBody = new OpenApiRequestBody { Required = true, Content = Of("application/octet-stream", new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" }) };
                break;
            case "Events" or "JobEvents":
                ContentOf(operation, "200")["text/event-stream"] = new OpenApiMediaType { Schema = Text() };
                break;
            case "GetLog":
                ContentOf(operation, "200")["application/x-ndjson"] = new OpenApiMediaType { Schema = Text() };
                break;
            case "ExportAccount":
                ContentOf(operation, "200")["application/zip"] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } };
                break;
            case "GetPeaks":
                ContentOf(operation, "200")["application/octet-stream"] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } };
                break;
            case "GetMedia" or "GetCaptionedVideo":
                foreach (var status in (string[])["200", "206"])
                {
                    ContentOf(operation, status)["application/octet-stream"] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } };
                }

                break;
            case "QueryMetrics" or "QueryMetricsRange" or "ListLabelValues" or "ListSeries":
                ContentOf(operation, "200")[Json] = new OpenApiMediaType { Schema = Object() };
                break;
            case "PublishMessage":
                OneOrSeveral(ContentOf(operation, "201")[Json]);
                break;
            case "GraphQl":
                operation.RequestBody = new OpenApiRequestBody { Required = true, Content = Of(Json, Question()) };
                AddGraphQl(operation);
                break;
            case "GraphQlByGet":
                AddGraphQl(operation);
                break;
            default:
                break;
        }
    }

    /// <summary>A list of messages is answered by a list of the same length, in a field.</summary>
    private static void OneOrSeveral(OpenApiMediaType media)
    {
        var one = media.Schema!;
        var several = Object();
        several.Required = new HashSet<string>(StringComparer.Ordinal) { "messages" };
        several.Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal) { ["messages"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = one } };
        media.Schema = new OpenApiSchema { OneOf = [one, several] };
    }

    private static void AddGraphQl(OpenApiOperation operation)
    {
        var content = ContentOf(operation, "200");
        foreach (var type in (string[])[Json, "application/graphql-response+json"])
        {
            var answer = Object();
            answer.Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["data"] = new OpenApiSchema { Type = JsonSchemaType.Object | JsonSchemaType.Null },
                ["errors"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = Object() },
            };
            content[type] = new OpenApiMediaType { Schema = answer };
        }
    }

    private static OpenApiSchema Question()
    {
        var question = Object();
        question.Required = new HashSet<string>(StringComparer.Ordinal) { "query" };
        question.Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["query"] = Text(),
            ["operationName"] = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null },
            ["variables"] = new OpenApiSchema { Type = JsonSchemaType.Object | JsonSchemaType.Null },
            ["extensions"] = new OpenApiSchema { Type = JsonSchemaType.Object | JsonSchemaType.Null },
        };
        return question;
    }

    private static IDictionary<string, OpenApiMediaType> ContentOf(OpenApiOperation operation, string status)
    {
        operation.Responses ??= [];
        if (!operation.Responses.TryGetValue(status, out var found) || found is not OpenApiResponse response)
        {
            operation.Responses[status] = response = new OpenApiResponse { Description = "OK" };
        }

        return response.Content ??= new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal);
    }

    private static Dictionary<string, OpenApiMediaType> Of(string type, OpenApiSchema schema) => new(StringComparer.Ordinal) { [type] = new() { Schema = schema } };

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };

    private static OpenApiSchema Object() => new() { Type = JsonSchemaType.Object };
}
