using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.GrpcCalls;

/// <summary>Warns if no port of the service serves gRPC. Nothing else shows it: health is served by another port.</summary>
internal sealed partial class GrpcPortNotice(IOptions<GrpcServerOptions> options, ILogger<GrpcPortNotice> logger)
{
    /// <summary>Compares the setting with the addresses that the started service listens on.</summary>
    public void Check(ICollection<string> addresses)
    {
        var port = options.Value.Port;
        if (port is null || !addresses.Any(address => BindingAddress.Parse(address).Port == port))
        {
            var all = string.Join(", ", addresses);
            NotServed(port, all);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "No other service can call this one by gRPC: Grpc:Port is {Port}, the addresses are {Addresses}", EventName = "grpc_not_served")]
    private partial void NotServed(int? port, string addresses);
}
