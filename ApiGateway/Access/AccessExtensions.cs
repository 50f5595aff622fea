using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authorization;
using Platform.ApiGateway.Database;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Health;
using Platform.ServiceDefaults.Measures;

namespace Platform.ApiGateway.Access;

internal static class AccessExtensions
{
    /// <summary>
    /// Adds authentication and authorisation: credentials, cached callers and policies. A route without a policy is closed to everyone.
    /// </summary>
    public static IHostApplicationBuilder AddAccess(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<ApiKeyUse>();
        services.AddHostedService(s => s.GetRequiredService<ApiKeyUse>());
        services.AddSingleton<Revocations>();
        services.AddHostedService(s => s.GetRequiredService<Revocations>());
        services.AddOptions<SecondFactorOptions>().BindConfiguration("Accounts").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<CredentialValidator>().AddSingleton<AccessTokens>().AddSingleton<OpenCredentials>();

        // The framework would log each refused request again; it is part of the request's own line.
        builder.Logging.AddFilter(typeof(CredentialHandler).FullName, LogLevel.Warning);
        services.AddSingleton<CallerCache>().AddSingleton<KeyLookUps>();
        services.AddInstruments<CacheMetrics>().AddInstruments<AccessMetrics>();

        services.AddAuthentication(CredentialHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, CredentialHandler>(CredentialHandler.SchemeName, null)
            .AddBearerToken(BearerTokenDefaults.AuthenticationScheme, options =>
                options.BearerTokenExpiration = builder.Configuration.GetValue("Identity:AccessTokenLifetime", TimeSpan.FromMinutes(30)));

        var verified = new VerifiedEmail(builder.Configuration.GetValue("Accounts:RequireVerifiedEmail", false));
        services.AddSingleton<IAuthorizationHandler, InvitedAccess>();
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build())
            .SetDefaultPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireAssertion(static context => context.User is not Caller { Link: not null }).Build())
            .AddPolicy(Policies.SignedIn, p => p.RequireClaim(Caller.SessionClaim))
            .AddPolicy(Policies.ReadJobs, p => p.RequireClaim(Caller.ScopeClaim, Scopes.JobsRead))
            .AddPolicy(Policies.WriteJobs, p => p.RequireClaim(Caller.ScopeClaim, Scopes.JobsWrite).AddRequirements(verified))
            .AddPolicy(Policies.ReadCaptions, p => p.AddRequirements(new CaptionAccess(Scopes.JobsRead, LinkRight.Read)))
            .AddPolicy(Policies.ReadRevisions, p => p.AddRequirements(new CaptionAccess(Scopes.JobsRead, LinkRight.Edit)))
            .AddPolicy(Policies.EditCaptions, p => p.AddRequirements(new CaptionAccess(Scopes.JobsWrite, LinkRight.Edit), verified))
            .AddPolicy(Policies.ReadComments, p => p.AddRequirements(new CaptionAccess(Scopes.JobsRead, LinkRight.Comment)))
            .AddPolicy(Policies.WriteComments, p => p.AddRequirements(new CaptionAccess(Scopes.JobsWrite, LinkRight.Comment), verified))
            .AddPolicy(Policies.OpenLink, p => p.RequireAssertion(static context => context.User is Caller { Link: not null }))
            .AddPolicy(Policies.ReadQueues, p => p.RequireClaim(Caller.ScopeClaim, Scopes.QueuesRead))
            .AddPolicy(Policies.PublishMessages, p => p.RequireClaim(Caller.ScopeClaim, Scopes.QueuesPublish).AddRequirements(verified))
            .AddPolicy(Policies.ConsumeMessages, p => p.RequireClaim(Caller.ScopeClaim, Scopes.QueuesConsume))
            .AddPolicy(Policies.ManageQueues, p => p.RequireClaim(Caller.ScopeClaim, Scopes.QueuesManage).AddRequirements(verified))
            .AddPolicy(Policies.Operator, p => p.RequireClaim(Caller.SessionClaim).RequireRole(Role.Operator))
            .AddPolicy(Policies.OperationsRead, p => p.RequireDuty(Duty.Viewer))
            .AddPolicy(Policies.OperationsRespond, p => p.RequireDuty(Duty.Responder))
            .AddPolicy(Policies.OperationsAdmin, p => p.RequireDuty(Duty.Operator))
            .AddPolicy(Policies.RecordDeployments, p => p.RequireAssertion(static context => context.User is Caller caller
                && (caller.SessionId is null ? caller.HasClaim(Caller.ScopeClaim, Scopes.DeploymentsWrite) : caller.Duty >= Duty.Operator)));
        // The gateway is public: only operators see more than the names and states of its health checks.
        services.Configure<HealthOptions>(static options => options.MaySeeDetails = static async context =>
            (await context.AuthenticateAsync()).Principal is Caller { IsOperator: true, SessionId: not null });
        return builder;
    }

    private static AuthorizationPolicyBuilder RequireDuty(this AuthorizationPolicyBuilder policy, Duty least) =>
        policy.RequireClaim(Caller.SessionClaim).RequireAssertion(context => context.User is Caller caller && caller.Duty >= least);
}
