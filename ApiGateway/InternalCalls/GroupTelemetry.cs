using System.Diagnostics;

namespace Platform.ApiGateway.InternalCalls;

/// <summary>Creates the spans of groups of calls.</summary>
internal static class GroupTelemetry
{
    public static readonly ActivitySource Source = new("Platform.ApiGateway.InternalCalls");
}
