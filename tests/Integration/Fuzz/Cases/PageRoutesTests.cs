using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using Platform.Frontend.Session;
using Platform.Fuzz.Cases;
using Platform.Testkit.Hosting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Fuzz.Cases;

/// <summary>The page says nothing of itself that a program could read: what the fuzz knows of it is held against its routes.</summary>
public sealed partial class PageRoutesTests
{
    [Fact]
    public async Task The_fuzz_knows_every_route_of_the_page()
    {
        await using var page = new RunningService<SessionStore>(new Dictionary<string, string>(StringComparer.Ordinal) { ["services:api-gateway:http:0"] = "http://127.0.0.1:1" }).Start();
        var routes = page.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
            .SelectMany(endpoint => MethodsOf(endpoint).Select(method => $"{method} {PathOf(endpoint)}"))
            .Distinct(StringComparer.Ordinal).ToList();

        routes.Count.ShouldBeGreaterThan(20);
        routes.Except(PageRoutes.All.SelectMany(route => (string[])[$"{route.Method} {route.Path}", $"* {route.Path}"]), StringComparer.Ordinal).ShouldBeEmpty("tests/Fuzz/Cases/PageRoutes.cs does not have them");
    }

    /// <summary>Of a page that is only looked at, looking; it would take a form of any other.</summary>
    private static IEnumerable<string> MethodsOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null ? ["GET"]
        : endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is { HttpMethods: { Count: > 0 } methods } ? methods.Where(method => method is not "HEAD" || methods.Count == 1 || PathOf(endpoint).StartsWith("/uploads", StringComparison.Ordinal))
        : ["*"];

    private static string PathOf(RouteEndpoint endpoint) => "/" + Constraint().Replace(endpoint.RoutePattern.RawText!.Trim('/'), "{${name}}");

    [GeneratedRegex(@"\{\**(?<name>\w+)(:[^{}]+(\([^)]*\))?)?\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Constraint();
}
