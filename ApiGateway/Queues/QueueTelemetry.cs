using System.Diagnostics;

namespace Platform.ApiGateway.Queues;

/// <summary>Creates the spans of calls about messages.</summary>
internal static class QueueTelemetry
{
    public static readonly ActivitySource Source = new("Platform.ApiGateway.Queues");

    /// <summary>Starts a span within the current one; null, at no cost, if the current one is not recorded.</summary>
    public static Activity? Start(string name) => Activity.Current is { IsAllDataRequested: true } ? Source.StartActivity(name) : null;
}
