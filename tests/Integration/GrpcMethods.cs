using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Integration;

/// <summary>The gRPC methods of a service, to be called with whatever bytes a test likes.</summary>
internal static class GrpcMethods
{
    private static readonly Marshaller<byte[]> s_asIs = Marshallers.Create<byte[]>(static bytes => bytes, static bytes => bytes);

    /// <summary>All methods, as service and method by their full names.</summary>
    public static IReadOnlyList<IMethod> Of(IServiceProvider services) =>
    [
        .. services.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.Method).OfType<IMethod>().DistinctBy(method => method.FullName),
    ];

    /// <summary>Calls a method.</summary>
    public static AsyncUnaryCall<byte[]> Call(this CallInvoker invoker, string service, string method, byte[] request, Metadata? headers = null) =>
        invoker.AsyncUnaryCall(new Method<byte[], byte[]>(MethodType.Unary, service, method, s_asIs, s_asIs), null, new CallOptions(headers), request);
}
