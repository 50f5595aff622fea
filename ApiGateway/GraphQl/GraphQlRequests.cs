using System.Text.Json;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.GraphQl.Execution;

namespace Platform.ApiGateway.GraphQl;

/// <summary>Reads requests as GraphQL over HTTP has them: JSON in the body of a POST, parameters in the query of a GET.</summary>
internal static class GraphQlRequests
{
    private const int MaxBytes = 256 * 1024;

    /// <returns>The request, or why there is none.</returns>
    /// <exception cref="ApiProblemException">413 or 415.</exception>
    public static async ValueTask<(GraphQlRequest? Request, string? Fault)> ReadAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            return ReadQuery(context.Request.Query);
        }

        JsonElement body;
        try
        {
            body = await JsonBody.ReadAsync(context, GraphQlJson.Default.JsonElement, MaxBytes);
        }
        catch (ApiProblemException exception) when (exception.Problem.Status == StatusCodes.Status400BadRequest)
        {
            return (null, "The body is no JSON.");
        }

        if (body.ValueKind != JsonValueKind.Object)
        {
            return (null, "The body has to be a JSON object.");
        }

        return Check(Part("query"), Part("operationName"), Part("variables"), Part("extensions"));

        JsonElement? Part(string name) => body.TryGetProperty(name, out var part) && part.ValueKind != JsonValueKind.Null ? part : null;
    }

    private static (GraphQlRequest? Request, string? Fault) ReadQuery(IQueryCollection query)
    {
        if (!TryParse(query["variables"], out var variables) || !TryParse(query["extensions"], out var extensions))
        {
            return (null, "\"variables\" and \"extensions\" have to be JSON.");
        }

        return Check(Text(query["query"]), Text(query["operationName"]), variables, extensions);

        static JsonElement? Text(string? value) => value is { Length: > 0 } ? JsonSerializer.SerializeToElement(value, GraphQlJson.Default.String) : null;
    }

    private static (GraphQlRequest? Request, string? Fault) Check(JsonElement? query, JsonElement? operationName, JsonElement? variables, JsonElement? extensions)
    {
        if (query?.ValueKind != JsonValueKind.String)
        {
            return (null, "\"query\" has to be a string.");
        }

        if (operationName is { ValueKind: not JsonValueKind.String })
        {
            return (null, "\"operationName\" has to be a string.");
        }

        if (variables is { ValueKind: not JsonValueKind.Object } || extensions is { ValueKind: not JsonValueKind.Object })
        {
            return (null, "\"variables\" and \"extensions\" have to be objects.");
        }

        return (new GraphQlRequest(query.Value.GetString()!, operationName?.GetString(), variables), null);
    }

    private static bool TryParse(string? text, out JsonElement? value)
    {
        value = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        try
        {
            var parsed = JsonSerializer.Deserialize(text, GraphQlJson.Default.JsonElement);
            value = parsed.ValueKind == JsonValueKind.Null ? null : parsed;
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
