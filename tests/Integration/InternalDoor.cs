using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Platform.ServiceDefaults.InternalCalls;
using Shouldly;

namespace Platform.Integration;

/// <summary>A service's internal API, as who has no key to it finds it.</summary>
internal static partial class InternalDoor
{
    /// <summary>Every route and every gRPC method of it answers 401 to this key; log files have keys of their own.</summary>
    public static async Task IsShutAsync(IServiceProvider services, HttpClient http, string? key, int routes, Uri? grpcAddress = null)
    {
        var methods = GrpcMethods.Of(services);
        var all = services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.RawText!.TrimStart('/').StartsWith("internal/v1", StringComparison.Ordinal) && !route.RoutePattern.RawText.Contains("/logs", StringComparison.Ordinal))
            .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => (method, Parameters().Replace(route.RoutePattern.RawText!, Guid.CreateVersion7().ToString()))))
            .ToArray();
        (all.Length + methods.Count).ShouldBeGreaterThanOrEqualTo(routes);
        foreach (var (method, path) in all)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = method == "GET" ? null : JsonContent.Create(new { }) };
            if (key is not null)
            {
                request.Headers.TryAddWithoutValidation(InternalCallExtensions.KeyHeader, key);
            }

            using var response = await http.SendAsync(request);
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, $"{method} {path}");
        }

        if (methods.Count == 0)
        {
            return;
        }

        using var channel = GrpcChannel.ForAddress(grpcAddress.ShouldNotBeNull());
        var invoker = channel.CreateCallInvoker();
        foreach (var method in methods)
        {
            var headers = key is null ? null : new Metadata { { InternalCallExtensions.KeyHeader, key } };
            var refused = await Should.ThrowAsync<RpcException>(async () => await invoker.Call(method.ServiceName, method.Name, [], headers));
            refused.StatusCode.ShouldBe(StatusCode.Unauthenticated, method.FullName);
        }
    }

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameters();
}
