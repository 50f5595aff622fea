using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Monitoring;

/// <summary>Resolves the clients, which exist only if service discovery knows their servers.</summary>
internal static class MonitoringServices
{
    /// <exception cref="ApiProblemException">404: this installation has none.</exception>
    public static TClient Monitor<TClient>(this HttpContext context, string name)
        where TClient : class =>
        context.RequestServices.GetService<TClient>()
        ?? throw new ApiProblemException(new ApiProblem(StatusCodes.Status404NotFound, "not_configured", $"This installation has no {name}."));
}
