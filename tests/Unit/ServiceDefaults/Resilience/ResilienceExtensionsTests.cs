using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Machine;
using Platform.ServiceDefaults.Resilience;
using Polly.Timeout;
using Shouldly;
using Xunit;

namespace Platform.Unit.ServiceDefaults.Resilience;

public sealed class ResilienceExtensionsTests
{
    /// <summary>Above the least at which a circuit opens.</summary>
    private const int Calls = 10;

    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(250);

    [Fact]
    public async Task Timeouts_of_a_process_without_processor_open_no_circuit_and_others_do()
    {
        var time = new ManualTime();
        using var lag = new ProcessorLag(time);
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton(lag);
        builder.AddDependency("storage");
        using var host = builder.Build();
        var pipelines = host.Services.GetRequiredService<DependencyPipelines>();

        time.Advance(TimeSpan.FromSeconds(4));
        await FailAsync(pipelines, static () => new TimeoutRejectedException());
        pipelines.IsAvailable("storage").ShouldBeTrue();

        for (var i = 0; i < 40; i++)
        {
            time.Advance(s_tick);
        }

        // Those before count as answers.
        await FailAsync(pipelines, static () => new TimeoutRejectedException());
        await FailAsync(pipelines, static () => new TimeoutRejectedException());
        pipelines.IsAvailable("storage").ShouldBeFalse();
    }

    [Fact]
    public async Task A_broken_connection_opens_the_circuit_of_a_process_without_processor_too()
    {
        var time = new ManualTime();
        using var lag = new ProcessorLag(time);
        var builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton(lag);
        builder.AddDependency("storage");
        using var host = builder.Build();
        var pipelines = host.Services.GetRequiredService<DependencyPipelines>();

        time.Advance(TimeSpan.FromSeconds(4));
        await FailAsync(pipelines, static () => new IOException("reset"));

        pipelines.IsAvailable("storage").ShouldBeFalse();
    }

    private static async Task FailAsync(DependencyPipelines pipelines, Func<Exception> fail)
    {
        for (var i = 0; i < Calls; i++)
        {
            await Should.ThrowAsync<Exception>(async () => await pipelines.Get("storage").ExecuteAsync(_ => throw fail()));
        }
    }
}
