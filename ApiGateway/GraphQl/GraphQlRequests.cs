using System.Text;
using System.Text.Json;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.GraphQl;

/// <summary>Represents a GraphQL request.</summary>
/// <param name="Query">The document.</param>
/// <param name="OperationName">The name of the operation to execute.</param>
/// <param name="Variables">The variables by name.</param>
internal sealed record GraphQlQuery(string Query, string? OperationName, GraphQL.Inputs? Variables);

/// <summary>Reads requests as defined by GraphQL over HTTP: JSON in the body of a POST, parameters in the query of a GET.</summary>
internal static class GraphQlRequests
{
    /// <summary>The code of an invalid request.</summary>
    public const string Code = "request";

    private const int MaxBytes = 256 * 1024;

    /// <summary>Reads the operation and its variables from a GET or a POST.</summary>
    /// <exception cref="GraphQlFault">The request is invalid.</exception>
    /// <exception cref="ApiProblemException">413 or 415.</exception>
    public static async ValueTask<GraphQlQuery> ReadAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            var query = context.Request.Query;
            return Create(query["query"], query["operationName"], Parse(query, "variables"), Parse(query, "extensions"));
        }

        JsonElement body;
        try
        {
            body = await JsonBody.ReadAsync(context, GraphQlJson.Default.JsonElement, MaxBytes);
        }
        catch (ApiProblemException exception) when (exception.Problem.Status == StatusCodes.Status400BadRequest)
        {
            throw Fault(Words(exception.Problem, "The body is no JSON."));
        }

        return body.ValueKind == JsonValueKind.Object
            ? Create(Text(body, "query"), Text(body, "operationName"), Part(body, "variables"), Part(body, "extensions"))
            : throw Fault("The body has to be a JSON object.");
    }

    public static GraphQlFault Fault(string message) => new(message, Code);

    private static GraphQlQuery Create(string? query, string? operationName, JsonElement? variables, JsonElement? extensions)
    {
        if (query is null)
        {
            throw Fault("\"query\" has to be a string.");
        }

        if (variables is { ValueKind: not JsonValueKind.Object } || extensions is { ValueKind: not JsonValueKind.Object })
        {
            throw Fault("\"variables\" and \"extensions\" have to be objects.");
        }

        return new GraphQlQuery(query, operationName, variables is { } given ? GraphQlVariables.Read(given) : null);
    }

    private static JsonElement? Part(JsonElement body, string name) =>
        body.TryGetProperty(name, out var part) && part.ValueKind != JsonValueKind.Null ? part : null;

    private static string? Text(JsonElement body, string name)
    {
        try
        {
            return Part(body, name)?.GetString();
        }
        catch (InvalidOperationException)
        {
            throw Fault($"\"{name}\" has to be a string of whole characters.");
        }
    }

    private static JsonElement? Parse(IQueryCollection query, string name)
    {
        if (query[name] is not [{ Length: > 0 } text])
        {
            return null;
        }

        if (!JsonBody.TryParse(Encoding.UTF8.GetBytes(text), GraphQlJson.Default.JsonElement, out var parsed, out var problem))
        {
            throw Fault(Words(problem!, $"{name}: This is no JSON.", name));
        }

        return parsed.ValueKind == JsonValueKind.Null ? null : parsed;
    }

    /// <summary>Describes what is wrong with JSON, and where.</summary>
    /// <param name="problem">The problem found by the parser.</param>
    /// <param name="otherwise">The text for a problem without fields.</param>
    /// <param name="parameter">The parameter that contained the JSON; null for the body.</param>
    private static string Words(ApiProblem problem, string otherwise, string? parameter = null)
    {
        if (problem.Errors?.FirstOrDefault() is not (var field, [{ Text: var message }, ..]))
        {
            return otherwise;
        }

        var path = (parameter, field) switch
        {
            (null, "$") => null,
            (null, _) => field,
            (_, "$") => parameter,
            _ => $"{parameter}.{field}",
        };
        return path is null ? message : $"{path}: {message}";
    }
}
