using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Orchestration;

/// <summary>Lets a test run an AppHost's own entry point and take over at its builder.</summary>
internal sealed class EntryPointHook(Assembly assembly, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure) : IDisposable
{
    private static readonly AsyncLocal<EntryPointHook?> InFlow = new();

    private readonly TaskCompletionSource<DistributedApplicationBuilder> _builder = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _buildAllowed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DistributedApplication> _application = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static EntryPointHook? Current
    {
        get => InFlow.Value;
        set => InFlow.Value = value;
    }

    public Assembly Assembly { get; } = assembly;

    /// <summary>The builder as the entry point left it.</summary>
    public Task<DistributedApplicationBuilder> Builder => _builder.Task;

    public Task<DistributedApplication> Application => _application.Task;

    /// <summary>Holds the entry point in its call of Run.</summary>
    public Task Ended => _ended.Task;

    public void Configure(DistributedApplicationOptions options, HostApplicationBuilderSettings settings) => configure(options, settings);

    public void BeforeBuild(DistributedApplicationBuilder builder)
    {
        if (_builder.TrySetResult(builder))
        {
            // The entry point's thread is its own; nothing else waits for it.
            _buildAllowed.Task.GetAwaiter().GetResult();
        }
    }

    public void AllowBuild() => _buildAllowed.TrySetResult();

    public void Built(DistributedApplication application) => _application.TrySetResult(application);

    public void Failed(Exception exception)
    {
        _builder.TrySetException(exception);
        _application.TrySetException(exception);
    }

    public void Dispose()
    {
        _buildAllowed.TrySetCanceled();
        _ended.TrySetResult();
    }
}
