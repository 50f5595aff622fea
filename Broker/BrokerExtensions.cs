using Platform.Broker.Database;
using Platform.Broker.Messages;
using Platform.Broker.Queues;
using Platform.Contracts;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Grouping;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Broker;

/// <summary>All of the message broker on one page: queues, messages, and the lanes that group what callers ask for at the same time.</summary>
internal static class BrokerExtensions
{
    private const int MaxWaiting = 4096;

    public static IHostApplicationBuilder AddBroker(this IHostApplicationBuilder builder)
    {
        builder.AddInternalApi(ContractsJson.Default);
        builder.AddPostgres("platform").AddRedis("redis");
        IServiceCollection services = builder.Services;
        services.AddOptions<QueueOptions>().BindConfiguration("Queues").ValidateDataAnnotations().ValidateOnStart();
        services.AddSchema<BrokerDatabase>("broker", BrokerRowKinds.Message);
        services.AddSingleton<QueueRegistry>().AddSingleton<QueueStore>().AddSingleton<QueueFigures>();
        services.AddSingleton<QueueSignals>().AddHostedService(provider => provider.GetRequiredService<QueueSignals>());
        services.AddInstruments<MessageMetrics>().AddSingleton<ProcessedPartitions>();
        services.AddSingleton<PublishWriter>().AddSingleton<ClaimWriter>().AddSingleton<SettleWriter>();
        services.AddSingleton<MessageReader>().AddSingleton<MessageAdmin>();
        services.AddHostedService<QueueRegistryKeeper>().AddHostedService<QueueSampler>().AddHostedService<MessageKeeper>().AddHostedService<Sweeper>();

        services.AddGrouping(provider => new Grouping<PublishGroup>(
            new GroupingOptions(CountSlots.PublishLanes, PublishWriter.MaxMessages, MaxWaiting),
            provider.GetRequiredService<PublishWriter>().WriteAsync,
            static group => group.Weight));
        services.AddGrouping(provider => new Grouping<ClaimGroup>(
            new GroupingOptions(CountSlots.ClaimLanes, ClaimWriter.MaxMessages, MaxWaiting),
            provider.GetRequiredService<ClaimWriter>().WriteAsync,
            static group => group.Weight));
        services.AddGrouping(provider => new Grouping<SettleGroup>(
            new GroupingOptions(CountSlots.SettleLanes, SettleWriter.MaxMessages, MaxWaiting),
            provider.GetRequiredService<SettleWriter>().WriteAsync,
            static group => group.Settlements.Count));
        return builder;
    }

    public static WebApplication MapBroker(this WebApplication app)
    {
        RouteGroupBuilder api = app.MapInternalApi();
        api.AddEndpointFilter<QueueFaultFilter>();
        api.MapQueues();
        api.MapMessages();
        return app;
    }

    private static void AddGrouping<T>(this IServiceCollection services, Func<IServiceProvider, Grouping<T>> make)
    {
        services.AddSingleton(make);
        services.AddHostedService(provider => provider.GetRequiredService<Grouping<T>>());
    }
}
