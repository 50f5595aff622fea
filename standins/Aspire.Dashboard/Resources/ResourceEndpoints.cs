using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aspire.Dashboard.Resources;

/// <summary>What the resources page reads, and its buttons.</summary>
internal static class ResourceEndpoints
{
    public static void MapResources(this IEndpointRouteBuilder routes, IResourceCatalog catalog, ResourceCommandRunner runner)
    {
        routes.MapGet("/api/resources", context =>
            Results.Json<IReadOnlyList<ResourceView>>([.. catalog.Current.Select(ResourceView.Of)], ResourceJson.Default.IReadOnlyListResourceView).ExecuteAsync(context));
        routes.MapGet("/api/resources/{id}", context => Find(catalog, Route(context, "id")).ExecuteAsync(context));
        routes.MapGet("/api/resources/{id}/environment/{name}", context => Reveal(catalog, Route(context, "id"), Route(context, "name")).ExecuteAsync(context));
        routes.MapPost("/api/resources/{id}/{command:regex(^(start|stop|restart)$)}", async context =>
            await (await runner.RunAsync(Route(context, "id"), Route(context, "command"))).ExecuteAsync(context));
    }

    private static string Route(HttpContext context, string name) => (string?)context.Request.RouteValues[name] ?? "";

    private static ResourceSnapshot? Snapshot(IResourceCatalog catalog, string id) =>
        catalog.Current.FirstOrDefault(snapshot => string.Equals(snapshot.Id, id, StringComparison.Ordinal));

    private static IResult Find(IResourceCatalog catalog, string id) => Snapshot(catalog, id) is { } snapshot
        ? Results.Json(ResourceView.Of(snapshot), ResourceJson.Default.ResourceView)
        : ResourceProblems.NotFound(id);

    private static IResult Reveal(IResourceCatalog catalog, string id, string name)
    {
        var variable = Snapshot(catalog, id)?.Environment.FirstOrDefault(item => string.Equals(item.Name, name, StringComparison.Ordinal));
        return variable is null
            ? Results.Problem("The resource has no such variable.", statusCode: StatusCodes.Status404NotFound, title: "Not found")
            : Results.Json(new RevealedValue(variable.Name, variable.Value), ResourceJson.Default.RevealedValue);
    }
}
