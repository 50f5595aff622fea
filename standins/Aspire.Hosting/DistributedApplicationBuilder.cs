using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <inheritdoc />
public class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly HostApplicationBuilder _inner;
    private readonly EntryPointHook? _hook = EntryPointHook.Current;

    /// <summary>With command-line arguments.</summary>
    public DistributedApplicationBuilder(string[] args)
        : this(new DistributedApplicationOptions { Args = args })
    {
    }

    /// <summary>With options.</summary>
    public DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        var settings = new HostApplicationBuilderSettings { Args = options.Args };
        _hook?.Configure(options, settings);
        settings.Args = options.Args;
        AppHostAssembly = options.AssemblyName is { } name ? Assembly.Load(name) : _hook?.Assembly ?? Assembly.GetEntryAssembly();
        AppHostPath = Metadata(AppHostAssembly, "apphostprojectpath") ?? AppContext.BaseDirectory;
        AppHostDirectory = options.ProjectDirectory
            ?? (Directory.Exists(AppHostPath) ? AppHostPath : Path.GetDirectoryName(AppHostPath))
            ?? AppContext.BaseDirectory;
        settings.ContentRootPath ??= Directory.Exists(AppHostDirectory) ? AppHostDirectory : null;
        _inner = new HostApplicationBuilder(settings);

        var folder = Path.GetFullPath(Configuration["LocalFolder"] ?? Path.Combine(RepositoryRoot(AppHostDirectory), ".local"));
        var store = new LocalStore(folder);
        Configuration["LocalFolder"] = folder;
        ((IConfigurationBuilder)Configuration).Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource
        {
            InitialData = store.Secrets.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)).ToArray(),
        });

        Services.AddSingleton(store);
        Services.AddSingleton(options);
        Services.AddSingleton(TimeProvider.System);
        if (AppHostAssembly is not null)
        {
            Services.AddSingleton(new AppHostAssembly(AppHostAssembly));
        }

        Services.AddSingleton<IDistributedApplicationEventing>(Eventing);
        Services.AddSingleton(ExecutionContext);
        Services.AddSingleton<IResourceCollection>(Resources);
        Services.AddSingleton(sp => new DistributedApplicationModel(sp.GetRequiredService<IResourceCollection>()));
        Services.AddSingleton(sp => OrchestratorOptions.From(Configuration, options, AppHostAssembly));
        Services.AddSingleton(sp => sp.GetRequiredService<OrchestratorOptions>().Waits);
        Services.AddSingleton<ResourceLoggerService>();
        Services.AddSingleton<ResourceNotificationService>();
        Services.AddSingleton<Orchestrator>();
        Services.AddSingleton(sp => new ResourceCommandService(sp.GetRequiredService<Orchestrator>().ExecuteAsync));
        Services.AddHostedService(sp => sp.GetRequiredService<Orchestrator>());
        Services.AddHealthChecks();
        Services.AddHttpClient();
        Services.Configure<HostOptions>(o =>
        {
            o.ShutdownTimeout = TimeSpan.FromMinutes(2);
            o.StartupTimeout = TimeSpan.FromMinutes(2);
        });
        Services.Configure<ConsoleLifetimeOptions>(o => o.SuppressStatusMessages = true);
        _inner.Logging.AddFilter("Microsoft", LogLevel.Warning);
        _inner.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        _inner.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);

        // Why an application does not start is said once, in one line.
        _inner.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
    }

    /// <inheritdoc />
    public ConfigurationManager Configuration => _inner.Configuration;

    /// <inheritdoc />
    public string AppHostDirectory { get; }

    /// <summary>The AppHost's project file.</summary>
    public string AppHostPath { get; }

    /// <inheritdoc />
    public Assembly? AppHostAssembly { get; }

    /// <inheritdoc />
    public IHostEnvironment Environment => _inner.Environment;

    /// <inheritdoc />
    public IServiceCollection Services => _inner.Services;

    /// <inheritdoc />
    public DistributedApplicationExecutionContext ExecutionContext { get; } = new(DistributedApplicationOperation.Run);

    /// <inheritdoc />
    public IDistributedApplicationEventing Eventing { get; } = new DistributedApplicationEventing();

    /// <inheritdoc />
    public IResourceCollection Resources { get; } = new ResourceCollection();

    /// <inheritdoc />
    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        if (Resources.TryGetByName(resource.Name, out _))
        {
            throw new DistributedApplicationException($"Cannot add resource of type '{resource.GetType()}' with name '{resource.Name}' because resource of type '{resource.GetType()}' with that name already exists. Resource names are case-insensitive.");
        }

        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    /// <inheritdoc />
    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new ResourceBuilder<T>(this, resource);

    /// <summary>Whether no entry point runs it, though a test gave its options.</summary>
    internal bool IsDetached { get; init; }

    /// <inheritdoc />
    public DistributedApplication Build()
    {
        var hook = IsDetached ? null : _hook;
        hook?.BeforeBuild(this);
        var application = new DistributedApplication(_inner.Build()) { Hook = hook };
        hook?.Built(application);
        return application;
    }

    internal static string? Metadata(Assembly? assembly, string key) => assembly?.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(a => string.Equals(a.Key, key, StringComparison.OrdinalIgnoreCase))?.Value;

    private static string RepositoryRoot(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (Path.Exists(Path.Combine(at.FullName, ".git")) || at.EnumerateFiles("*.sln").Any())
            {
                return at.FullName;
            }
        }

        return folder;
    }

    private sealed class ResourceBuilder<T>(IDistributedApplicationBuilder application, T resource) : IResourceBuilder<T>
        where T : IResource
    {
        public IDistributedApplicationBuilder ApplicationBuilder { get; } = application;

        public T Resource { get; } = resource;

        public IResourceBuilder<T> WithAnnotation<TAnnotation>(TAnnotation annotation, ResourceAnnotationMutationBehavior behavior = ResourceAnnotationMutationBehavior.Append)
            where TAnnotation : IResourceAnnotation
        {
            if (behavior == ResourceAnnotationMutationBehavior.Replace)
            {
                foreach (var present in Resource.Annotations.OfType<TAnnotation>().ToArray())
                {
                    Resource.Annotations.Remove(present);
                }
            }

            Resource.Annotations.Add(annotation);
            return this;
        }
    }
}
