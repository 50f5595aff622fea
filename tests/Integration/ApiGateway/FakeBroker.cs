using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Contracts;
using Platform.Contracts.Internal;

namespace Platform.Integration.ApiGateway;

/// <summary>A broker without queues.</summary>
public sealed class FakeBroker : FakeService
{
    public static Task<FakeBroker> StartAsync() => StartAsync(new FakeBroker());

    protected override void MapRoutes(WebApplication app) => app.MapPost(
        "/internal/v1/queues/search", () => Results.Json(new QueueSearchResult([], null), ContractsJson.Default.QueueSearchResult));
}
