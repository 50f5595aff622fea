using System.ComponentModel.DataAnnotations;

namespace Platform.ServiceDefaults.GrpcCalls;

/// <summary>Configures the endpoint for calls between services; section <c>Grpc</c>.</summary>
public sealed class GrpcServerOptions
{
    /// <summary>
    /// Gets or sets the port, among those of <c>ASPNETCORE_URLS</c>, that serves gRPC; 1 to 65,535. A port without TLS serves either HTTP/1.1, for
    /// health, metrics and logs, or HTTP/2, for gRPC. Without this setting no port serves gRPC.
    /// </summary>
    [Range(1, 65_535)]
    public int? Port { get; set; }
}
