using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Testkit.Files;
using Shouldly;

namespace Platform.EndToEnd.Hosting;

/// <summary>The whole platform as <c>make run</c> starts it, on free ports with a data folder of its own.</summary>
internal sealed class TestPlatform : IAsyncDisposable
{
    private static readonly TimeSpan s_startTimeout = TimeSpan.FromMinutes(4);

    private readonly TemporaryFolder _folder;

    private TestPlatform(DistributedApplication app, TemporaryFolder folder)
    {
        App = app;
        _folder = folder;
    }

    /// <summary>The resources of the workers.</summary>
    public static IReadOnlyList<string> Workers { get; } = ["worker-1", "worker-2"];

    public DistributedApplication App { get; }

    /// <summary>The folder of its data.</summary>
    public string Folder => _folder.Path;

    /// <summary>Describes a platform, without starting anything.</summary>
    /// <param name="folder">Where it keeps its data.</param>
    /// <param name="arguments">Of its command line.</param>
    /// <param name="isDashboardOn">Whether the resource dashboard is served, too.</param>
    public static Task<IDistributedApplicationTestingBuilder> DescribeAsync(string folder, IEnumerable<string> arguments, bool isDashboardOn = false) =>
        DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            [$"--LocalFolder={folder}", .. arguments],
            (options, _) =>
            {
                options.DisableDashboard = !isDashboardOn;

                // What the services say would bury what the tests say.
                options.EnableResourceLogging = false;
            });

    /// <summary>Starts one and waits until the API and the page can be used.</summary>
    /// <param name="arguments">Of its command line.</param>
    /// <param name="configure">Changes the description before the start.</param>
    /// <param name="isDashboardOn">Whether the resource dashboard is served, too.</param>
    public static async Task<TestPlatform> StartAsync(
        IEnumerable<string> arguments, Action<IDistributedApplicationTestingBuilder>? configure = null, bool isDashboardOn = false)
    {
        var folder = new TemporaryFolder();
        DistributedApplication? app = null;
        try
        {
            var builder = await DescribeAsync(folder.Path, arguments, isDashboardOn);
            builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
            configure?.Invoke(builder);
            app = await builder.BuildAsync();
            await app.StartAsync().WaitAsync(s_startTimeout);
            var platform = new TestPlatform(app, folder);
            await platform.HealthyAsync(["job-manager", "broker", "operations", "api-gateway", "frontend", .. Workers]);
            return platform;
        }
        catch
        {
            await DisposeAsync(app, folder);
            throw;
        }
    }

    /// <summary>Waits until resources are healthy.</summary>
    public async Task HealthyAsync(params IEnumerable<string> resources)
    {
        foreach (var resource in resources)
        {
            await App.ResourceNotifications.WaitForResourceHealthyAsync(resource).WaitAsync(s_startTimeout);
        }
    }

    /// <summary>Makes an account an operator, by the command that the resource dashboard has.</summary>
    public async Task MakeOperatorAsync(string email)
    {
        var made = await App.ResourceCommands.ExecuteCommandAsync(
            App.Services.GetRequiredService<DistributedApplicationModel>().Resources.Single(resource => resource.Name == "api-gateway"),
            "make-operator",
            new InteractionInputCollection([new InteractionInput { Name = "email", InputType = InputType.Text, Value = email }]));
        made.Success.ShouldBeTrue(made.Message);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => DisposeAsync(App, _folder);

    private static async ValueTask DisposeAsync(DistributedApplication? app, TemporaryFolder folder)
    {
        if (app is not null)
        {
            var volumes = ServerContainers.VolumesOf(app);
            await app.StopAsync();
            await app.DisposeAsync();
            await ServerContainers.RemoveAsync(volumes, CancellationToken.None);
        }

        folder.Dispose();
    }
}
