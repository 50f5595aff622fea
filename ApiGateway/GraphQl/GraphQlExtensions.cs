using Platform.ApiGateway.Access;
using Platform.ApiGateway.Queues;

namespace Platform.ApiGateway.GraphQl;

internal static class GraphQlExtensions
{
    public static IHostApplicationBuilder AddGraphQl(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<GraphQlOptions>().BindConfiguration("GraphQl").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<GraphQlTelemetry>();
        services.AddSingleton<GraphQlErrors>();
        services.AddSingleton<DocumentReader>();
        services.AddSingleton<GraphQlExecuter>();
        services.AddTransient<GraphQlEndpoint>();
        return builder;
    }

    /// <summary>Maps <c>/graphql</c>.</summary>
    public static IEndpointRouteBuilder MapGraphQl(this IEndpointRouteBuilder routes, string name)
    {
        routes.MapPost("/graphql", (HttpContext context, GraphQlEndpoint endpoint) => endpoint.AnswerAsync(context)).WithName(name)
            .WithTags("GraphQL").RequireAuthorization(Policies.ReadQueues).AddEndpointFilter(routes.ServiceProvider.GetRequiredService<ReadConcurrencyLimit>())
            .WithSummary("Query queues and messages with GraphQL").WithDescription("GraphQL over HTTP; the schema is available by introspection.")
            .ProducesProblem(406).ProducesProblem(413).ProducesProblem(415);
        routes.MapGet("/graphql", (HttpContext context, GraphQlEndpoint endpoint) => endpoint.AnswerAsync(context)).WithName(name + "ByGet")
            .WithTags("GraphQL").RequireAuthorization(Policies.ReadQueues).AddEndpointFilter(routes.ServiceProvider.GetRequiredService<ReadConcurrencyLimit>())
            .WithSummary("Query queues and messages with GraphQL, with the query in the address").ProducesProblem(406);
        return routes;
    }
}
