using Platform.Contracts;
using Platform.Contracts.Messaging;
using Platform.JobManager.Audit;
using Platform.JobManager.Backlog;
using Platform.JobManager.Changes;
using Platform.JobManager.Database;
using Platform.JobManager.Dispatch;
using Platform.JobManager.Jobs;
using Platform.JobManager.Leases;
using Platform.JobManager.Outcomes;
using Platform.JobManager.Reports;
using Platform.JobManager.Retention;
using Platform.JobManager.Schedules;
using Platform.JobManager.States;
using Platform.JobManager.Submission;
using Platform.JobManager.Telemetry;
using Platform.JobManager.Webhooks;
using Platform.JobManager.Workers;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.JobManager;

/// <summary>All of JobManager on one page.</summary>
internal static class JobManagerExtensions
{
    public static IHostApplicationBuilder AddJobManager(this IHostApplicationBuilder builder)
    {
        builder.AddInternalApi(ContractsJson.Default);
        builder.AddPostgres("platform").AddRedis("redis").AddRabbitMq("messaging", queues: JobQueues.All);
        IServiceCollection services = builder.Services;
        services.AddOptions<DispatchOptions>().BindConfiguration("Dispatch").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<BacklogOptions>().BindConfiguration("Backlog").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<LeaseOptions>().BindConfiguration("Leases");
        services.AddOptions<RetryPolicy>().BindConfiguration("Retries");
        services.AddOptions<WebhookOptions>().BindConfiguration("Webhooks").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<BulkOptions>().BindConfiguration("Bulk").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RevisionOptions>().BindConfiguration("Revisions").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RetentionOptions>().BindConfiguration("Retention").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<BacklogFigures>().AddInstruments<QueueMetrics>().AddInstruments<JobMetrics>();
        services.AddSchema<JobDatabase>("jobs", JobRowKinds.Job, JobRowKinds.Attempt, JobRowKinds.Audit);
        services.AddSingleton<JobReader>().AddSingleton<RetryAdmission>().AddSingleton<JobActions>().AddSingleton<ResultEdits>().AddSingleton<RevisionStore>().AddSingleton<AuditLog>();
        services.AddSingleton<ChangeFeed>().AddSingleton<WorkerCommands>().AddSingleton<RelayQueue>();
        services.AddSingleton<TurnQueue>().AddSingleton<WorkerPlaces>();
        services.AddSingleton<OutcomeWriter>().AddSingleton<ReportFlow>().AddSingleton<LostJobMarks>().AddSingleton<SubmissionQueue>();
        services.AddSingleton(provider => new AdmissionPacer(
            provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<BacklogOptions>>().Value, provider.GetRequiredService<TimeProvider>()));

        services.AddSingleton<WebhookSender>().AddSingleton<WebhookStore>();

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
        RouteGroupBuilder api = app.MapInternalApi();
        api.MapSubmission();
        api.MapJobs();
        return app;
    }
}
