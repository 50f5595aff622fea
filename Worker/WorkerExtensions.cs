using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Platform.Contracts.Messaging;
using Platform.ObjectStorage;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Faults;
using Platform.ServiceDefaults.Health;
using Platform.ServiceDefaults.Measures;
using Platform.Worker.Attempts;
using Platform.Worker.Captioning;
using Platform.Worker.Configuration;
using Platform.Worker.Faults;
using Platform.Worker.Intake;
using Platform.Worker.Kinds;
using Platform.Worker.Leases;
using Platform.Worker.Processes;
using Platform.Worker.Recognition;
using Platform.Worker.Reports;
using Platform.Worker.Telemetry;
using Platform.Worker.Videos;

namespace Platform.Worker;

internal static class WorkerExtensions
{
    /// <summary>Registers the whole worker. Hosted services stop in reverse order: the intake first, the last report last.</summary>
    public static IHostApplicationBuilder AddWorker(this IHostApplicationBuilder builder)
    {
        builder.AddRabbitMq("messaging", queues: JobQueues.All);
        builder.AddObjectStorage();
        builder.AddInfo("worker", static services => new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["id"] = services.GetRequiredService<WorkerIdentity>().Id,
            ["kinds"] = string.Join(", ", services.GetServices<IJobHandler>().Select(static handler => handler.Kind)),
            ["recogniser"] = services.GetRequiredService<EngineChoice>().Name,
            ["network_of_programs"] = services.GetRequiredService<NetworkFence>().State,
        });
        builder.AddHealthCheck("recogniser", static (services, _) => new(services.GetRequiredService<EngineChoice>().Health()));
        builder.Services.AddOptions<WorkerOptions>().BindConfiguration(WorkerOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<WorkerIdentity>().AddInstruments<WorkerTelemetry>();
        builder.Services.AddSingleton(static services => new HandlerRegistry(HangingHandler.Around(
            services.GetServices<IJobHandler>(), services.GetRequiredService<IOptions<FaultOptions>>().Value, services.GetRequiredService<TimeProvider>())));
        builder.Services.AddSingleton<AttemptRunner>().AddSingleton<LeaseTable>();
        builder.Services.AddSingleton<IJobHandler, ProbeHandler>();
        builder.Services.AddCaptioning().AddVideos();
        builder.Services.AddHostedSingleton<ReportSender>().AddHostedSingleton<LeaseHeartbeat>();
        builder.Services.AddSingleton<PackRunner>().AddSingleton<LeasedAttempts>();
        builder.Services.AddHostedService<ShortLane>().AddHostedService<LongLane>();
        return builder;
    }

    private static IServiceCollection AddHostedSingleton<T>(this IServiceCollection services)
        where T : class, IHostedService =>
        services.AddSingleton<T>().AddHostedService(static provider => provider.GetRequiredService<T>());
}
