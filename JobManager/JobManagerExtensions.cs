using Platform.Contracts;
using Platform.Contracts.Messaging;
using Platform.JobManager.Audit;
using Platform.JobManager.Backlog;
using Platform.JobManager.Changes;
using Platform.JobManager.Database;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Hosting;
using Platform.JobManager.Jobs;
using Platform.JobManager.Leases;
using Platform.JobManager.Messages;
using Platform.JobManager.Outcomes;
using Platform.JobManager.Refusals;
using Platform.JobManager.Reports;
using Platform.JobManager.Retention;
using Platform.JobManager.Schedules;
using Platform.JobManager.States;
using Platform.JobManager.Submission;
using Platform.JobManager.Telemetry;
using Platform.JobManager.Webhooks;
using Platform.JobManager.Workers;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.InternalCalls;
using Platform.ServiceDefaults.Measures;

namespace Platform.JobManager;

/// <summary>All of JobManager on one page.</summary>
internal static class JobManagerExtensions
{
    public static IHostApplicationBuilder AddJobManager(this IHostApplicationBuilder builder)
    {
        builder.AddInternalCalls();
        builder.AddPostgres("platform").AddRedis("redis").AddRabbitMq("messaging", queues: JobQueues.All);
        IServiceCollection services = builder.Services;
        services.AddProblemDetails();
        services.ConfigureHttpJsonOptions(json =>
        {
            // Generated metadata takes its names from the options that it is used with, so they are those of the contracts.
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ContractsJson.Default);
            json.SerializerOptions.PropertyNamingPolicy = ContractsJson.Default.Options.PropertyNamingPolicy;
            json.SerializerOptions.DefaultIgnoreCondition = ContractsJson.Default.Options.DefaultIgnoreCondition;

            // What a request has to have is what the contracts cannot do without.
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
            json.SerializerOptions.Converters.Add(new StorableTextConverter());
        });

        // Otherwise a body that cannot be read is answered without a word about what is wrong with it.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddExceptionHandler<FaultHandler>().AddSingleton<RequestJson>();
        services.AddOptions<DispatchOptions>().BindConfiguration("Dispatch").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<BacklogOptions>().BindConfiguration("Backlog").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<LeaseOptions>().BindConfiguration("Leases");
        services.AddOptions<RetryPolicy>().BindConfiguration("Retries");
        services.AddOptions<WebhookOptions>().BindConfiguration("Webhooks").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<BulkOptions>().BindConfiguration("Bulk").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RevisionOptions>().BindConfiguration("Revisions").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RetentionOptions>().BindConfiguration("Retention").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<BacklogFigures>().AddInstruments<QueueMetrics>().AddInstruments<JobMetrics>();
        services.AddSingleton<UnreadableRows>().AddSingleton<JobDatabase>().AddSingleton<SearchGate>().AddSingleton<Migrator>();
        services.AddSingleton<JobReader>().AddSingleton<RetryAdmission>().AddSingleton<JobActions>().AddSingleton<ResultEdits>().AddSingleton<RevisionStore>().AddSingleton<AuditLog>();
        services.AddSingleton<ChangeFeed>().AddSingleton<WorkerCommands>().AddSingleton<RelayQueue>();
        services.AddSingleton<TurnQueue>().AddSingleton<WorkerPlaces>();
        services.AddSingleton<OutcomeWriter>().AddSingleton<ReportFlow>().AddSingleton<LostJobMarks>().AddSingleton<SubmissionQueue>();
        services.AddSingleton(provider => new AdmissionPacer(
            provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<BacklogOptions>>().Value, provider.GetRequiredService<TimeProvider>()));

        services.AddSingleton<WebhookSender>().AddSingleton<WebhookStore>();

        services.AddMessageBroker();

        // Stopped in reverse: reports first, then writers, then the relay that publishes what they committed.
        services.AddHostedService<OutboxKeeper>().AddHostedService<WorkerCommandSender>().AddHostedService<Relay>();
        services.AddHostedService<TurnGiver>().AddHostedService<OutboxReclaimer>().AddHostedService<BacklogSampler>().AddHostedService<QueueDepthSampler>();
        services.AddHostedService<LostJobFinder>().AddHostedService<DueJobMover>().AddHostedService<Rescuer>();
        services.AddHostedService<WebhookDispatcher>().AddHostedService<Pruner>();
        services.AddHostedService<SubmissionService>().AddHostedService<ReportConsumer>();
        return builder;
    }

    public static WebApplication MapJobManager(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = FailureAnswers.StatusOf,

            // What is known to happen stands, with its reason, in the line about the request; only faults of this service are logged as such.
            SuppressDiagnosticsCallback = static context => FailureAnswers.IsKnown(context.Exception),
        });
        app.UseStatusCodePages();
        app.UseInternalKey();
        RouteGroupBuilder api = app.MapGroup("/internal/v1");
        api.MapSubmission();
        api.MapJobs();
        api.MapMessageBroker();
        return app;
    }
}
