using System.Collections.Frozen;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Resilience;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Platform.ServiceDefaults.Dependencies;

/// <summary>Creates the channels to the gRPC APIs of other services.</summary>
internal static class GrpcClients
{
    public static IHttpClientBuilder Add(IHostApplicationBuilder builder, string serviceName, IReadOnlyList<ServiceDescriptor> apis)
    {
        ServiceClients.AddProbe(builder, serviceName, null);

        // An HttpClient and not the factory of Grpc.Net: each call then passes the same handlers as a request of any other client, which choose the
        // replica, try the next one, and count for the circuit.
        var name = "grpc " + serviceName;
        var idempotent = IdempotentPaths(apis);
        var client = ServiceClients.AddClient(builder.Services.AddHttpClient(name, static http => http.Timeout = Timeout.InfiniteTimeSpan), isGrpc: true)
            .AddHttpMessageHandler(services => new GrpcCallHandler(idempotent, OptionsOf(services, serviceName).Timeout));

        // The named endpoint, because the default one serves HTTP/1.1 only.
        var address = new Uri($"http://_grpc.{serviceName}");
        builder.Services.AddKeyedSingleton<GrpcChannel>(serviceName, (services, _) => GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            HttpClient = services.GetRequiredService<IHttpClientFactory>().CreateClient(name),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = GrpcLimits.MaxCallBytes,
            MaxSendMessageSize = GrpcLimits.MaxCallBytes,
            ThrowOperationCanceledOnCancellation = true,
        }));
        builder.Services.AddKeyedSingleton<CallInvoker>(
            serviceName, static (services, key) => services.GetRequiredKeyedService<GrpcChannel>(key).Intercept(new GrpcCallInterceptor()));
        return ServiceClients.WithPipeline(client, serviceName);
    }

    private static FrozenSet<string> IdempotentPaths(IReadOnlyList<ServiceDescriptor> apis) => apis
        .SelectMany(static api => api.Methods)
        .Where(static method => method.GetOptions() is { IdempotencyLevel: not MethodOptions.Types.IdempotencyLevel.IdempotencyUnknown })
        .Select(static method => $"/{method.Service.FullName}/{method.Name}")
        .ToFrozenSet(StringComparer.Ordinal);

    private static DependencyOptions OptionsOf(IServiceProvider services, string serviceName) =>
        services.GetRequiredService<IOptionsMonitor<DependencyOptions>>().Get(serviceName);
}
