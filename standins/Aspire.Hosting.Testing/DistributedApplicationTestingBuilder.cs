using System.Reflection;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>Runs AppHosts in tests: on free ports, with data in a temporary folder, without the dashboard.</summary>
public static class DistributedApplicationTestingBuilder
{
    /// <summary>Runs an AppHost up to its call of Build.</summary>
    /// <typeparam name="TEntryPoint">A type of the AppHost's assembly, such as <c>Projects.AppHost</c>.</typeparam>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync<TEntryPoint>([], cancellationToken);

    /// <summary>Runs an AppHost up to its call of Build.</summary>
    /// <typeparam name="TEntryPoint">A type of the AppHost's assembly.</typeparam>
    /// <param name="args">Its command-line arguments.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class => CreateAsync(typeof(TEntryPoint), args, cancellationToken);

    /// <summary>Runs an AppHost up to its call of Build.</summary>
    /// <typeparam name="TEntryPoint">A type of the AppHost's assembly.</typeparam>
    /// <param name="args">Its command-line arguments.</param>
    /// <param name="configureBuilder">Changes the options under which its builder is made.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder, CancellationToken cancellationToken = default)
        => CreateAsync(typeof(TEntryPoint), args, configureBuilder, cancellationToken);

    /// <summary>Runs an AppHost up to its call of Build.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(Type entryPoint, CancellationToken cancellationToken = default)
        => CreateAsync(entryPoint, [], cancellationToken);

    /// <summary>Runs an AppHost up to its call of Build.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(Type entryPoint, string[] args, CancellationToken cancellationToken = default)
        => CreateAsync(entryPoint, args, (_, _) => { }, cancellationToken);

    /// <summary>Runs an AppHost up to its call of Build.</summary>
    /// <param name="entryPoint">A type of the AppHost's assembly.</param>
    /// <param name="args">Its command-line arguments.</param>
    /// <param name="configureBuilder">Changes the options under which its builder is made.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">The AppHost ended without building an application.</exception>
    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync(Type entryPoint, string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entryPoint);
        ArgumentNullException.ThrowIfNull(configureBuilder);
        var folder = new TemporaryFolder();
        var hook = new EntryPointHook(entryPoint.Assembly, (options, settings) => TestDefaults.Apply(options, settings, folder.Path, args, configureBuilder));
        try
        {
            Start(entryPoint.Assembly, args, hook);
            var builder = await hook.Builder.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new TestingBuilder(builder, folder, async token =>
            {
                hook.AllowBuild();
                return await hook.Application.WaitAsync(token).ConfigureAwait(false);
            }, hook);
        }
        catch
        {
            hook.Dispose();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Makes an empty application.</summary>
    /// <param name="args">Configuration as <c>--Key=value</c>.</param>
    public static IDistributedApplicationTestingBuilder Create(params string[] args) => Create(args, (_, _) => { });

    /// <summary>Makes an empty application.</summary>
    /// <param name="args">Configuration as <c>--Key=value</c>.</param>
    /// <param name="configureBuilder">Changes the options under which the builder is made.</param>
    public static IDistributedApplicationTestingBuilder Create(string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder)
    {
        var folder = new TemporaryFolder();
        using var hook = new EntryPointHook(typeof(DistributedApplicationTestingBuilder).Assembly, (options, settings) => TestDefaults.Apply(options, settings, folder.Path, args, configureBuilder));
        EntryPointHook.Current = hook;
        DistributedApplicationBuilder builder;
        try
        {
            builder = new DistributedApplicationBuilder(args) { IsDetached = true };
        }
        finally
        {
            EntryPointHook.Current = null;
        }

        return new TestingBuilder(builder, folder, _ => Task.FromResult(builder.Build()), null);
    }

    // On a thread of its own, because the entry point's Build and Run block it.
    private static void Start(Assembly assembly, string[] args, EntryPointHook hook)
    {
        var main = assembly.EntryPoint ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no entry point.");
        var thread = new Thread(() =>
        {
            EntryPointHook.Current = hook;
            try
            {
                var result = main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, main.GetParameters().Length == 0 ? null : [args], null);
                (result as Task)?.GetAwaiter().GetResult();
                hook.Failed(new InvalidOperationException($"The entry point of {assembly.GetName().Name} ended without building an application."));
            }
            catch (Exception exception)
            {
                hook.Failed(exception);
            }
        })
        {
            IsBackground = true,
            Name = $"{assembly.GetName().Name} entry point",
        };
        thread.Start();
    }
}
