using Platform.ApiGateway.Access;

namespace Platform.ApiGateway.Objectives;

internal static class ObjectivesExtensions
{
    /// <summary>Adds what reads error budgets.</summary>
    public static IHostApplicationBuilder AddObjectives(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(KnownObjectives.Shipped).AddSingleton<BudgetReader>();
        return builder;
    }

    /// <summary>Maps the routes under <c>/operations/objectives</c>.</summary>
    public static IEndpointRouteBuilder MapObjectives(this IEndpointRouteBuilder routes)
    {
        routes.MapGroup("/operations").WithTags("Operations").RequireAuthorization(Policies.OperationsRead).MapObjectiveReads();
        return routes;
    }
}
