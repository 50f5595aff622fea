using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Testkit.Hosting;

namespace Platform.Integration.ServiceDefaults;

/// <summary>A service made of the defaults only, quick to notice that something is away.</summary>
internal sealed class DefaultsApp : IAsyncDisposable
{
    private DefaultsApp(LocalWebApp app) => Web = app;

    public LocalWebApp Web { get; }

    public IServiceProvider Services => Web.App.Services;

    public static async Task<DefaultsApp> StartAsync(
        Action<WebApplicationBuilder> configure,
        Dictionary<string, string?>? settings = null,
        Action<WebApplication>? map = null,
        string? environment = null)
    {
        settings ??= [];
        settings["Health:DegradedAtPercent"] = "100"; // whatever machine this is
        settings["Health:Period"] = "00:00:00.500";
        settings["Health:PeriodWhileFailing"] = "00:00:00.100";
        foreach (var dependency in (string[])["postgres", "redis", "rabbitmq", "job-manager", "storage"])
        {
            settings.TryAdd($"Dependencies:{dependency}:Timeout", dependency == "job-manager" ? "00:00:10" : "00:00:01");
            settings.TryAdd($"Dependencies:{dependency}:MinimumThroughput", "2");
            settings.TryAdd($"Dependencies:{dependency}:SamplingDuration", "00:00:05");
            settings.TryAdd($"Dependencies:{dependency}:BreakDuration", "00:00:00.500");
            settings.TryAdd($"Dependencies:{dependency}:RetryDelay", "00:00:00.010");
        }

        return new DefaultsApp(await LocalWebApp.StartAsync(
            app =>
            {
                app.MapDefaultEndpoints();
                map?.Invoke(app);
            },
            builder =>
            {
                builder.AddServiceDefaults();
                configure(builder);
            },
            settings,
            environment));
    }

    /// <summary>The breaker's gauge as this service reports it: 0 closed, 1 open, 2 half-open.</summary>
    public int BreakerState(string dependency)
    {
        var state = -1;
        using var listener = new MeterListener
        {
            // Other services of this process have meters of the same name.
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "circuit_breaker.state" && ReferenceEquals(instrument.Meter.Scope, Services.GetRequiredService<IMeterFactory>()))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((_, value, tags, _) => state = (string?)tags[0].Value == dependency ? value : state);
        listener.Start();
        listener.RecordObservableInstruments();
        return state;
    }

    public async Task<(int StatusCode, JsonElement Body)> HealthAsync(string path = "/health")
    {
        using var response = await Web.Client.GetAsync(path);
        using var body = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        return ((int)response.StatusCode, body.RootElement.Clone());
    }

    public ValueTask DisposeAsync() => Web.DisposeAsync();
}
