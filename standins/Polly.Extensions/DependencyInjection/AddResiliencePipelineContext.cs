using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Polly.Registry;

namespace Polly.DependencyInjection;

/// <summary>What a pipeline's configuration callback knows: its key and the services.</summary>
/// <typeparam name="TKey">The type of the keys that pipelines are registered under.</typeparam>
public sealed class AddResiliencePipelineContext<TKey>
    where TKey : notnull
{
    internal AddResiliencePipelineContext(ConfigureBuilderContext<TKey> registryContext, IServiceProvider serviceProvider)
    {
        RegistryContext = registryContext;
        ServiceProvider = serviceProvider;
    }

    /// <summary>The key of the pipeline that is being built.</summary>
    public TKey PipelineKey => RegistryContext.PipelineKey;

    /// <summary>The services of the application.</summary>
    public IServiceProvider ServiceProvider { get; }

    internal ConfigureBuilderContext<TKey> RegistryContext { get; }

    /// <summary>The current value of a (named) options type.</summary>
    public TOptions GetOptions<TOptions>(string? name = null)
    {
        var monitor = ServiceProvider.GetRequiredService<IOptionsMonitor<TOptions>>();
        return name is null ? monitor.CurrentValue : monitor.Get(name);
    }

    /// <summary>Runs <paramref name="callback"/> once the pipeline is disposed.</summary>
    public void OnPipelineDisposed(Action callback) => RegistryContext.OnPipelineDisposed(callback);
}
