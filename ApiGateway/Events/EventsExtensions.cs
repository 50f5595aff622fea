using Platform.ApiGateway.Access;
using Platform.ServiceDefaults.Dependencies;

namespace Platform.ApiGateway.Events;

internal static class EventsExtensions
{
    public static IHostApplicationBuilder AddEvents(this IHostApplicationBuilder builder)
    {
        builder.AddRedis("redis");
        builder.Services.AddOptions<EventOptions>().BindConfiguration("Events").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<ChangeSubscriber>().AddSingleton<EventStreams>();
        builder.Services.AddKeyedSingleton(EventEndpoints.LimitKey, (_, _) => new OpenRequestLimit("event streams"));
        builder.Services.AddHostedService(s => s.GetRequiredService<ChangeSubscriber>());
        return builder;
    }
}
