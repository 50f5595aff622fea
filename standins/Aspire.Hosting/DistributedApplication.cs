using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>A distributed application that can be run.</summary>
/// <param name="host">Its host.</param>
public class DistributedApplication(IHost host) : IHost, IAsyncDisposable
{
    /// <summary>The services of the AppHost itself.</summary>
    public IServiceProvider Services => host.Services;

    /// <summary>What the resources do.</summary>
    public ResourceNotificationService ResourceNotifications => Services.GetRequiredService<ResourceNotificationService>();

    /// <summary>What can be done with the resources.</summary>
    public ResourceCommandService ResourceCommands => Services.GetRequiredService<ResourceCommandService>();

    internal EntryPointHook? Hook { get; init; }

    /// <summary>What goes away with the application.</summary>
    internal List<IDisposable> Owned { get; } = [];

    /// <summary>Makes a builder without arguments.</summary>
    public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder([]);

    /// <summary>Makes a builder.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => new DistributedApplicationBuilder(args);

    /// <summary>Makes a builder.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options) => new DistributedApplicationBuilder(options);

    /// <summary>Starts the resources; returns when all have been told to.</summary>
    /// <exception cref="DistributedApplicationException">A port is taken, a program is missing and so on.</exception>
    public virtual Task StartAsync(CancellationToken cancellationToken = default) => host.StartAsync(cancellationToken);

    /// <summary>Stops the resources, those first that others do not need; returns when no process is left.</summary>
    public virtual Task StopAsync(CancellationToken cancellationToken = default) => host.StopAsync(cancellationToken);

    /// <summary>Runs until somebody ends it (Ctrl+C, SIGTERM). What hinders the start is written as one line, and the exit code is 1.</summary>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (Hook is not null)
        {
            await Hook.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            await host.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DistributedApplicationException exception)
        {
            await Console.Error.WriteLineAsync($"error: {exception.Message}").ConfigureAwait(false);
            Environment.ExitCode = 1;
        }
    }

    /// <summary>Runs until somebody ends it (Ctrl+C, SIGTERM).</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <inheritdoc />
    public virtual void Dispose()
    {
        GC.SuppressFinalize(this);
        host.Dispose();
        End();
    }

    /// <inheritdoc />
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Services.GetService<Orchestrator>() is { } orchestrator)
        {
            await orchestrator.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }

        if (host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            host.Dispose();
        }

        End();
    }

    private void End()
    {
        Hook?.Dispose();
        Owned.ForEach(o => o.Dispose());
    }
}
