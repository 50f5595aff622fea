using Microsoft.Extensions.Options;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Problems;
using Platform.GraphQl.Execution;
using Platform.GraphQl.Validation;

namespace Platform.ApiGateway.GraphQl;

internal static partial class GraphQlExtensions
{
    public static IHostApplicationBuilder AddGraphQl(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<GraphQlOptions>().BindConfiguration("GraphQl").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<GraphQlTelemetry>();
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<GraphQlOptions>>().Value;
            var logger = provider.GetRequiredService<ILogger<GraphQlEngine>>();
            return new GraphQlEngine(QueueSchema.Create(), new GraphQlLimits { Depth = options.MaxDepth, Cost = options.MaxCost }, exception => Translate(exception, logger));
        });
        services.AddTransient<GraphQlEndpoint>();
        return builder;
    }

    /// <summary><c>/graphql</c> within the routes.</summary>
    public static IEndpointRouteBuilder MapGraphQl(this IEndpointRouteBuilder routes, string name)
    {
        routes.MapPost("/graphql", (HttpContext context, GraphQlEndpoint endpoint) => endpoint.AnswerAsync(context)).WithName(name)
            .WithTags("GraphQL").RequireAuthorization(Policies.ReadQueues)
            .WithSummary("Queues and messages by GraphQL").WithDescription("GraphQL over HTTP; ask __schema what there is.")
            .ProducesProblem(406).ProducesProblem(413).ProducesProblem(415);
        routes.MapGet("/graphql", (HttpContext context, GraphQlEndpoint endpoint) => endpoint.AnswerAsync(context)).WithName(name + "ByGet")
            .WithTags("GraphQL").RequireAuthorization(Policies.ReadQueues)
            .WithSummary("The same, for queries in the address").ProducesProblem(406);
        return routes;
    }

    /// <summary>The same words as problems have; null, and a line in the log, for what nobody foresaw.</summary>
    private static GraphQlFieldException? Translate(Exception exception, ILogger logger)
    {
        var problem = ProblemMiddleware.Translate(exception);
        if (problem.Status != StatusCodes.Status500InternalServerError)
        {
            return new GraphQlFieldException(problem.Detail ?? problem.Code, problem.Code);
        }

        LogUnhandled(logger, exception);
        return null;
    }

    [LoggerMessage(1, LogLevel.Error, "Unhandled exception in a GraphQL field")]
    private static partial void LogUnhandled(ILogger logger, Exception exception);
}
