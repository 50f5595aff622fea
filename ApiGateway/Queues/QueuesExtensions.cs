using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.InternalCalls;

namespace Platform.ApiGateway.Queues;

internal static class QueuesExtensions
{
    /// <summary>Adds the message broker's public API.</summary>
    public static IHostApplicationBuilder AddQueues(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.AddGrpcClient(BrokerClient.Name, MessageService.Descriptor, StoredMessageService.Descriptor, QueueService.Descriptor).WithInternalKey();
        services.AddSingleton<BrokerClient>();
        services.AddOptions<BrokerOptions>().BindConfiguration("Broker").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<BrokerGroups>().AddSingleton<UnreadAnswers>().AddSingleton<BodyMemoryLimit>().AddSingleton<ReadConcurrencyLimit>();
        services.AddHostedService(s => s.GetRequiredService<BrokerGroups>().Publishes);
        services.AddHostedService(s => s.GetRequiredService<BrokerGroups>().Claims);
        services.AddHostedService(s => s.GetRequiredService<BrokerGroups>().Settlements);
        services.AddSingleton<QueueWaiters>();
        services.AddHostedService(s => s.GetRequiredService<QueueWaiters>());
        services.AddSingleton<PublishRoute>().AddSingleton<ConsumeRoute>().AddSingleton<SettleRoutes>();
        return builder;
    }

    /// <summary>Maps the routes; the suffix makes the names of operations unique if they are mapped twice.</summary>
    public static IEndpointRouteBuilder MapBroker(this IEndpointRouteBuilder routes, string suffix = "")
    {
        routes.MapQueues(suffix);
        routes.MapMessages(suffix);
        return routes;
    }
}
