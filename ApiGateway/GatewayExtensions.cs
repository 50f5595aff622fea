using Microsoft.AspNetCore.Routing.Patterns;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.AccountRemoval;
using Platform.ApiGateway.Accounts;
using Platform.ApiGateway.ApiKeys;
using Platform.ApiGateway.CaptionFiles;
using Platform.ApiGateway.CaptionLinks;
using Platform.ApiGateway.CaptionSettings;
using Platform.ApiGateway.Comments;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Deployments;
using Platform.ApiGateway.Documentation;
using Platform.ApiGateway.Events;
using Platform.ApiGateway.GraphQl;
using Platform.ApiGateway.JobEditors;
using Platform.ApiGateway.JobManagement;
using Platform.ApiGateway.Jobs;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Limits;
using Platform.ApiGateway.Logs;
using Platform.ApiGateway.Mail;
using Platform.ApiGateway.Monitoring;
using Platform.ApiGateway.Objectives;
using Platform.ApiGateway.Operations;
using Platform.ApiGateway.OrphanedObjects;
using Platform.ApiGateway.Problems;
using Platform.ApiGateway.Queues;
using Platform.ApiGateway.Recognitions;
using Platform.ApiGateway.Responses;
using Platform.ApiGateway.Stats;
using Platform.ApiGateway.StatusPage;
using Platform.ApiGateway.Submission;
using Platform.ApiGateway.Uploads;
using Platform.ApiGateway.Videos;
using Platform.ApiGateway.WarmUp;
using Platform.ServiceDefaults.InternalCalls;
using Platform.ServiceDefaults.Requests;

namespace Platform.ApiGateway;

/// <summary>Registers all parts of the gateway.</summary>
internal static class GatewayExtensions
{
    private const long MaxBodyBytes = 8 * 1024 * 1024;
    private const long MaxUnreadBytes = 128 * 1024;

    public static WebApplicationBuilder AddGateway(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = MaxBodyBytes;

            // Data that no handler has requested yet stay with the client.
            options.Limits.MaxRequestBufferSize = MaxUnreadBytes;
        });
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            // The web defaults accept "3" for 3, and the OpenAPI document would describe every number as "integer or string".
            options.SerializerOptions.NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict;
            options.SerializerOptions.PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.SnakeCaseLower;
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, GatewayJson.Default);
        });

        builder.AddVisitorProxies();
        builder.AddResponseHeaders();
        builder.AddIdentityDatabase();
        builder.AddAccess();
        builder.AddMail();
        builder.AddAccounts();
        builder.AddJobManagement();
        builder.AddUploads();
        builder.AddOrphanedObjects();
        builder.AddCaptionSettings();
        builder.AddSubmission();
        builder.AddRecognitions();
        builder.AddVideos();
        builder.AddComments();
        builder.AddAccountRemoval();
        builder.AddEvents();
        builder.AddGraphQl();
        builder.AddQueues();
        builder.AddStats();
        builder.AddLimits();
        builder.AddMonitoring();
        builder.AddObjectives();
        builder.AddOperationsApi();
        builder.Services.AddSingleton<DeploymentsClient>();
        builder.AddStatusPage();
        builder.AddLogReading();
        builder.AddDocumentation();
        builder.AddGatewayWarmUp();
        builder.Services.AddSingleton<JobCursor>();
        builder.Services.AddScoped<CaptionFileStore>().AddScoped<RevisionFiles>();
        builder.Services.AddKeyedSingleton(CaptionFileEndpoints.RecordingLimitKey, (_, _) => new OpenRequestLimit("recordings"));
        builder.Services.AddCors(options => options.AddDefaultPolicy(policy => policy
            .WithOrigins(builder.Configuration.GetSection("Cors:Origins").Get<string[]>() ?? [])
            .AllowAnyHeader()
            .AllowAnyMethod()
            .WithExposedHeaders(
                "Location", "ETag", "Retry-After", "RateLimit", "RateLimit-Policy", "X-Process-Time", "X-Request-Id", "X-Trace-Id", "Content-Disposition",
                "Tus-Resumable", "Tus-Version", "Tus-Extension", "Tus-Max-Size", "Tus-Checksum-Algorithm", "Upload-Offset", "Upload-Length", "Upload-Metadata", "Upload-Expires")
            .SetPreflightMaxAge(TimeSpan.FromHours(1))));
        return builder;
    }

    public static WebApplication UseGateway(this WebApplication app)
    {
        app.UseVisitorProxies();
        app.UseVisitorAddress();
        app.UseSecurityHeaders();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseAddressRule();
        app.UseDocumentation();
        app.UseUploadMethods();
        app.UseRouting();
        app.UseCors();
        app.UseUnmatched();
        app.UseRequestGate();
        app.UseAuthentication();
        app.UseLimits();
        app.UseAuthorization();
        return app;
    }

    public static WebApplication MapGateway(this WebApplication app)
    {
        app.MapDocumentation();
        app.MapLogs();
        app.MapStatusPage();
        var api = app.MapGroup("/api/v1").WithPlainRoutes();
        api.MapAccounts();
        api.MapAccountLanguage();
        api.MapEmailAddresses();
        api.MapForgottenPasswords();
        api.MapSecondFactor();
        api.MapAccountRemoval();
        api.MapApiKeys();
        api.MapCaptionSettings();
        api.MapSecurityEvents();
        api.MapSubmission();
        api.MapJobs();
        api.MapKinds();
        api.MapEvents();
        api.MapCaptionFiles();
        api.MapCaptionDocuments();
        api.MapCaptionRevisions();
        api.MapCaptionLinks();
        api.MapComments();
        api.MapJobEditors();
        api.MapSharedJobs();
        api.MapRecognitions();
        api.MapVideos();
        api.MapUploads();
        api.MapMonitoring();
        api.MapObjectives();
        api.MapOperationsApi();
        api.MapDeployments();
        api.MapStatusActions();

        // The paths of the requirement document, mapped in addition to the versioned ones.
        var root = app.MapGroup("").WithPlainRoutes().WithMetadata(new MeasuredUnder("/api/v1"));
        api.MapBroker().MapStats();
        root.MapBroker("AtRoot").MapStats("AtRoot");
        api.MapGraphQl("GraphQl");
        root.MapGraphQl("GraphQlAtRoot");
        return app;
    }

    /// <summary>Removes the trailing slash of a group's own route, so that spans and metrics have the usual form.</summary>
    private static RouteGroupBuilder WithPlainRoutes(this RouteGroupBuilder group)
    {
        ((IEndpointConventionBuilder)group).Finally(static builder =>
        {
            if (builder is RouteEndpointBuilder { RoutePattern.RawText: [.. { Length: > 0 } plain, '/'] } route)
            {
                route.RoutePattern = RoutePatternFactory.Parse(plain);
            }
        });
        return group;
    }

    /// <summary>
    /// Answers requests that match no route with 404, and lets routing's own responses (405, 415) pass: they need no authorisation.
    /// </summary>
    private static void UseUnmatched(this WebApplication app) => app.Use(next => context => context.GetEndpoint() switch
    {
        null => ApiProblem.FromStatus(StatusCodes.Status404NotFound).ExecuteAsync(context),
        RouteEndpoint => next(context),
        { RequestDelegate: { } own } => own(context),
        _ => next(context),
    });
}
