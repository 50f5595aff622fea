using System.Globalization;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;

namespace Platform.ApiGateway.Operations;

/// <summary>Answers with incidents, whose revision is their ETag.</summary>
internal static class IncidentAnswers
{
    /// <summary>Answers with an incident; with 304 where the client has it already.</summary>
    public static IResult Answer(this HttpContext context, IncidentDetail incident, int status = StatusCodes.Status200OK)
    {
        var etag = ETagOf(incident.Incident.Revision);
        context.Response.Headers.ETag = etag;
        return HttpMethods.IsGet(context.Request.Method) && Preconditions.IsKnown(context.Request, etag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Json(PublicIncidents.ToResponse(incident), GatewayJson.Default.IncidentDetails, statusCode: status);
    }

    /// <summary>Requires that <c>If-Match</c> names the revision of an incident.</summary>
    /// <exception cref="ApiProblemException">428: the header is missing; 412: it names another revision.</exception>
    public static void RequireMatch(this HttpContext context, long revision)
    {
        var problem = Preconditions.IsMatch(context.Request, ETagOf(revision)) switch
        {
            null => new ApiProblem(StatusCodes.Status428PreconditionRequired, "precondition_required", "Send If-Match with the ETag that was read."),
            false => ApiProblem.PreconditionFailed("This was changed since it was read."),
            true => null,
        };
        if (problem is not null)
        {
            throw new ApiProblemException(problem);
        }
    }

    /// <summary>Formats a revision as an ETag.</summary>
    public static string ETagOf(long revision) => string.Create(CultureInfo.InvariantCulture, $"\"{revision}\"");
}
