using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Dashboard.Serving;

/// <summary>A web server on a loopback port, inside of a process that has its own configuration, signals and logs.</summary>
internal static class LoopbackServer
{
    /// <summary>Prepares a server; it listens when started.</summary>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="largestBody">The largest request body, in bytes.</param>
    /// <param name="loggers">Where it reports trouble.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The server.</returns>
    public static WebApplication Create(int port, long largestBody, ILoggerFactory loggers, TimeProvider time)
    {
        // Empty: nothing of the surrounding process's environment variables or settings files may change what is served.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Aspire.Dashboard" });
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.Services.AddRoutingCore().AddRouting();
        builder.Services.AddProblemDetails();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = largestBody;
            if (port == 0)
            {
                kestrel.Listen(IPAddress.Loopback, 0);
            }
            else
            {
                kestrel.ListenLocalhost(port);
            }
        });
        return builder.Build();
    }

    /// <summary>The port that a started server listens on.</summary>
    /// <param name="server">The server.</param>
    /// <returns>The port.</returns>
    public static int PortOf(WebApplication server) =>
        new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    // The default one takes over Ctrl+C, which belongs to the process that we live in.
    private sealed class SilentLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
