using Microsoft.AspNetCore.Http;

namespace Aspire.Dashboard.Resources;

internal static class ResourceProblems
{
    public static IResult NotFound(string id) =>
        Results.Problem($"There is no resource '{id}'.", statusCode: StatusCodes.Status404NotFound, title: "Resource not found");
}
