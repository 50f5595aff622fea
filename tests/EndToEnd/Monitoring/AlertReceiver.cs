using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Testkit.Hosting;
using Platform.Testkit.Waiting;
using Shouldly;

namespace Platform.EndToEnd.Monitoring;

/// <summary>A notification that the webhook received about an alert.</summary>
internal sealed record Notification(string Alert, string Status, IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations, long At);

/// <summary>A program that Alertmanager notifies about every alert.</summary>
internal sealed class AlertReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<Notification> _notifications = new();
    private LocalWebApp _app = null!;

    public Uri Address => new(_app.Address, "/alerts");

    public static async Task<AlertReceiver> StartAsync()
    {
        var receiver = new AlertReceiver();
        receiver._app = await LocalWebApp.StartAsync(app => app.MapPost("/alerts", receiver.TakeAsync));
        return receiver;
    }

    /// <summary>Waits for a notification that came after a moment.</summary>
    public async Task<Notification> WaitAsync(string alert, string status, string service, long since, TimeSpan timeout)
    {
        try
        {
            return await Eventually.GetAsync(
                () => Task.FromResult(_notifications.FirstOrDefault(n => n.Alert == alert && n.Status == status && n.At >= since && n.Labels.GetValueOrDefault("service") == service)),
                timeout,
                $"{alert} of {service} is {status}");
        }
        catch (ShouldAssertException late)
        {
            var received = _notifications.Where(n => n.At >= since).Select(n => $"{n.Alert}/{n.Labels.GetValueOrDefault("service")}/{n.Status}");
            throw new ShouldAssertException($"{late.Message}; received meanwhile: {string.Join(", ", received)}", late);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var body = await JsonDocument.ParseAsync(request.Body);
        foreach (var alert in body.RootElement.GetProperty("alerts").EnumerateArray())
        {
            var labels = Texts(alert.GetProperty("labels"));
            _notifications.Enqueue(new Notification(labels["alertname"], alert.GetProperty("status").GetString()!, labels, Texts(alert.GetProperty("annotations")), Stopwatch.GetTimestamp()));
        }

        return Results.Ok();
    }

    private static Dictionary<string, string> Texts(JsonElement element) =>
        element.EnumerateObject().ToDictionary(property => property.Name, property => property.Value.GetString()!);
}
