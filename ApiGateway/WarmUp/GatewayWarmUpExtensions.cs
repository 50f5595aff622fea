using Platform.ServiceDefaults.WarmUp;

namespace Platform.ApiGateway.WarmUp;

internal static class GatewayWarmUpExtensions
{
    /// <summary>Adds the steps of the gateway's warm-up. Those that need another service run when it answers.</summary>
    public static IHostApplicationBuilder AddGatewayWarmUp(this IHostApplicationBuilder builder) => builder
        .AddWarmUpStep<CredentialWarmUp>()
        .AddWarmUpStep<RouteWarmUp>()
        .AddWarmUpStep<SubmissionWarmUp>()
        .AddWarmUpStep<MessageWarmUp>();
}
