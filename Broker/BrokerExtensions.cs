using Platform.Broker.Database;
using Platform.Broker.Messages;
using Platform.Broker.Queues;
using Platform.Broker.WarmUp;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Grouping;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.WarmUp;

namespace Platform.Broker;

/// <summary>Composes the service: queues, messages, and the lanes that group concurrent calls.</summary>
internal static class BrokerExtensions
{
    /// <summary>The maximum number of groups of calls that wait for a lane.</summary>
    private const int MaxWaiting = 4096;

    /// <summary>Adds all parts of Broker.</summary>
    public static IHostApplicationBuilder AddBroker(this IHostApplicationBuilder builder)
    {
        builder.AddGrpcCalls();
        builder.AddPostgres("platform").AddRedis("redis");
        var services = builder.Services;
        services.AddOptions<QueueOptions>().BindConfiguration("Queues").ValidateDataAnnotations().ValidateOnStart();
        services.AddSchema<BrokerDatabase>("broker", BrokerRowKinds.Message);
        services.AddSingleton<QueueRegistry>().AddSingleton<QueueStore>().AddSingleton<QueueFigures>();
        services.AddSingleton<QueueSignals>().AddHostedService(provider => provider.GetRequiredService<QueueSignals>());
        services.AddInstruments<MessageMetrics>().AddSingleton<ProcessedPartitions>();
        services.AddSingleton<PublishWriter>().AddSingleton<ClaimWriter>().AddSingleton<SettleWriter>();
        services.AddSingleton<MessageReader>().AddSingleton<MessageAdmin>();
        services.AddSingleton<QueueApi>().AddSingleton<MessageApi>().AddSingleton<StoredMessageApi>();
        services.AddHostedService<QueueRegistryRefresher>().AddHostedService<QueueSampler>().AddHostedService<MessageMaintenance>().AddHostedService<Sweeper>();

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
        builder.AddWarmUpStep<MessageStatementWarmUp>().AddWarmUpStep<MessageCallWarmUp>();
        return builder;
    }

    /// <summary>Maps the internal API.</summary>
    public static WebApplication MapBroker(this WebApplication app)
    {
        app.UseGrpcCalls();
        app.MapGrpcService<QueueApi>();
        app.MapGrpcService<MessageApi>();
        app.MapGrpcService<StoredMessageApi>();
        return app;
    }

    private static void AddGrouping<T>(this IServiceCollection services, Func<IServiceProvider, Grouping<T>> make)
    {
        services.AddSingleton(make);
        services.AddHostedService(provider => provider.GetRequiredService<Grouping<T>>());
    }
}
