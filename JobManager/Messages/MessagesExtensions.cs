using Platform.JobManager.Queues;
using Platform.ServiceDefaults.Grouping;

namespace Platform.JobManager.Messages;

internal static class MessagesExtensions
{
    /// <summary>The message broker: queues, messages, and the lanes that group what callers ask for at the same time.</summary>
    public static IServiceCollection AddMessageBroker(this IServiceCollection services)
    {
        services.AddOptions<QueueOptions>().BindConfiguration("Queues").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<QueueRegistry>().AddSingleton<QueueStore>().AddSingleton<QueueFigures>();
        services.AddSingleton<QueueSignals>().AddHostedService(provider => provider.GetRequiredService<QueueSignals>());
        services.AddSingleton<MessageMetrics>().AddSingleton<ProcessedPartitions>();
        services.AddSingleton<PublishWriter>().AddSingleton<ClaimWriter>().AddSingleton<SettleWriter>();
        services.AddSingleton<MessageReader>().AddSingleton<MessageAdmin>();
        services.AddHostedService<QueueRegistryKeeper>().AddHostedService<QueueSampler>().AddHostedService<MessageKeeper>().AddHostedService<Sweeper>();

        services.AddGrouping(provider => new Grouping<PublishGroup>(
            new GroupingOptions(CountSlots.PublishLanes, PublishWriter.MaxMessages, 4096),
            provider.GetRequiredService<PublishWriter>().WriteAsync,
            static group => group.Weight));
        services.AddGrouping(provider => new Grouping<ClaimGroup>(
            new GroupingOptions(CountSlots.ClaimLanes, ClaimWriter.MaxMessages, 4096),
            provider.GetRequiredService<ClaimWriter>().WriteAsync,
            static group => group.Weight));
        services.AddGrouping(provider => new Grouping<SettleGroup>(
            new GroupingOptions(CountSlots.SettleLanes, SettleWriter.MaxMessages, 4096),
            provider.GetRequiredService<SettleWriter>().WriteAsync,
            static group => group.Settlements.Count));
        return services;
    }

    public static void MapMessageBroker(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder api = routes.MapGroup("");
        api.AddEndpointFilter(async (context, next) =>
        {
            try
            {
                return await next(context);
            }
            catch (QueueFault fault)
            {
                return TypedResults.Problem(
                    fault.Message, statusCode: fault.Status, extensions: [new KeyValuePair<string, object?>("code", fault.Code)]);
            }
        });
        api.MapQueues();
        api.MapMessages();
    }

    private static void AddGrouping<T>(this IServiceCollection services, Func<IServiceProvider, Grouping<T>> make)
    {
        services.AddSingleton(make);
        services.AddHostedService(provider => provider.GetRequiredService<Grouping<T>>());
    }
}
