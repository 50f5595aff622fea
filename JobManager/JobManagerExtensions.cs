using Platform.Contracts.Messaging;
using Platform.JobManager.Audit;
using Platform.JobManager.Backlog;
using Platform.JobManager.Blocks;
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
using Platform.JobManager.WarmUp;
using Platform.JobManager.Webhooks;
using Platform.JobManager.Workers;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Grouping;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.WarmUp;

namespace Platform.JobManager;

/// <summary>Composes the service.</summary>
internal static class JobManagerExtensions
{
    /// <summary>Adds all parts of JobManager.</summary>
    public static IHostApplicationBuilder AddJobManager(this IHostApplicationBuilder builder)
    {
        builder.AddGrpcCalls();
        builder.AddPostgres("platform").AddRedis("redis").AddRabbitMq("messaging", queues: JobQueues.All);
        var services = builder.Services;
        services.AddOptions<DispatchOptions>().BindConfiguration("Dispatch").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<BacklogOptions>().BindConfiguration("Backlog").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<LeaseOptions>().BindConfiguration("Leases");
        services.AddOptions<RetryPolicy>().BindConfiguration("Retries");
        services.AddOptions<WebhookOptions>().BindConfiguration("Webhooks").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<BulkOptions>().BindConfiguration("Bulk").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RevisionOptions>().BindConfiguration("Revisions").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RetentionOptions>().BindConfiguration("Retention").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<BacklogFigures>().AddInstruments<QueueMetrics>().AddInstruments<JobMetrics>().AddInstruments<BlockMetrics>();
        services.AddSchema<JobDatabase>("jobs", JobRowKinds.Job, JobRowKinds.Attempt, JobRowKinds.Audit);
        services.AddSingleton<JobReader>().AddSingleton<LimitReader>().AddSingleton<AuditLog>();
        services.AddSingleton<ResultEdits>().AddSingleton<RevisionStore>().AddSingleton<RevisionList>();
        services.AddSingleton<JobIdPages>().AddSingleton<RetryAdmission>().AddSingleton<JobActionWriter>().AddSingleton<JobActionRunner>().AddSingleton<JobActions>();
        services.AddSingleton<ChangeFeed>().AddSingleton<WorkerCommands>().AddSingleton<RelayQueue>().AddSingleton<ChangePublisher>();
        services.AddSingleton<PermitQueue>().AddSingleton<PermitGranter>().AddSingleton<WorkerSlots>().AddSingleton<DeliveryWatermarks>().AddSingleton<LostJobDetector>();
        services.AddSingleton<OutcomeWriter>().AddSingleton<ReportFlow>();
        services.AddSingleton<BlockReports>().AddSingleton<BlockQueue>().AddSingleton<BlockTimes>();
        services.AddSingleton<ReportApplier>().AddSingleton<ReportPublisher>().AddSingleton<ReportProcessor>();
        services.AddSingleton(provider => new AdmissionPacer(
            provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<BacklogOptions>>().Value, provider.GetRequiredService<TimeProvider>()));

        services.AddSingleton<SubmissionWriter>().AddSingleton<SubmissionIntake>();
        services.AddSingleton(static provider => new Grouping<SubmissionGroup>(
            new GroupingOptions(SubmissionWriter.Lanes, SubmissionWriter.MaxJobs, SubmissionWriter.MaxWaiting) { MaxBytes = SubmissionWriter.MaxBytes },
            provider.GetRequiredService<SubmissionWriter>().WriteAsync,
            static group => group.Jobs.Count,
            static group => group.Bytes));
        services.AddSingleton<JobApi>().AddSingleton<AuditApi>();
        services.AddSingleton<WebhookSender>().AddSingleton<WebhookStore>();

        // Services stop in reverse order: first the consumer of reports and the writers, then the relay that publishes what they committed.
        services.AddHostedService<OutboxCleaner>().AddHostedService<WorkerCommandSender>().AddHostedService<Relay>();
        services.AddHostedService<PermitScheduler>().AddHostedService<OutboxReclaimer>().AddHostedService<BacklogSampler>().AddHostedService<QueueDepthSampler>();
        services.AddHostedService<BlockPublisher>().AddHostedService<BlockScheduler>();
        services.AddHostedService<LostJobRequeuer>().AddHostedService<DueJobMover>().AddHostedService<Rescuer>();
        services.AddHostedService<WebhookDispatcher>().AddHostedService<Pruner>();
        services.AddHostedService(static provider => provider.GetRequiredService<Grouping<SubmissionGroup>>()).AddHostedService<ReportConsumer>();
        builder.AddWarmUpStep<JobStatementWarmUp>().AddWarmUpStep<JobCallWarmUp>();
        return builder;
    }

    /// <summary>Maps the internal API.</summary>
    public static WebApplication MapJobManager(this WebApplication app)
    {
        app.UseGrpcCalls();
        app.MapGrpcService<JobApi>();
        app.MapGrpcService<AuditApi>();
        return app;
    }
}
