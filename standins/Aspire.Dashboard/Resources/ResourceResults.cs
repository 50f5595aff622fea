using System.Text.Json.Serialization;

namespace Aspire.Dashboard.Resources;

/// <summary>A resource's instance as pages see it: a snapshot with secrets left out.</summary>
internal sealed record ResourceView(
    string Id,
    string Name,
    string DisplayName,
    string Type,
    string State,
    string? Health,
    IReadOnlyList<HealthReportView> HealthReports,
    IReadOnlyList<ResourceUrl> Urls,
    int? ProcessId,
    int? ExitCode,
    int Restarts,
    DateTimeOffset? StartedAt,
    DateTimeOffset? StoppedAt,
    IReadOnlyList<EnvironmentView> Environment,
    IReadOnlyList<ResourceProperty> Properties,
    IReadOnlyList<string> References,
    string? Parent,
    string? WaitingFor,
    bool CanStart,
    bool CanStop,
    bool CanRestart)
{
    public static ResourceView Of(ResourceSnapshot snapshot) => new(
        snapshot.Id,
        snapshot.Name,
        snapshot.DisplayName,
        snapshot.Type,
        snapshot.State,
        snapshot.Health?.ToString(),
        [.. snapshot.HealthReports.Select(report => new HealthReportView(report.Name, report.Status?.ToString(), report.Description, report.Error, report.LastRunAt))],
        snapshot.Urls,
        snapshot.ProcessId,
        snapshot.ExitCode,
        snapshot.Restarts,
        snapshot.StartedAt,
        snapshot.StoppedAt,
        [.. snapshot.Environment.OrderBy(variable => variable.Name, StringComparer.Ordinal).Select(EnvironmentView.Of)],
        snapshot.Properties,
        snapshot.References,
        snapshot.Parent,
        snapshot.WaitingFor,
        snapshot.Actions.HasFlag(ResourceActions.Start),
        snapshot.Actions.HasFlag(ResourceActions.Stop),
        snapshot.Actions.HasFlag(ResourceActions.Restart));
}

/// <summary>A health report.</summary>
internal sealed record HealthReportView(string Name, string? Status, string? Description, string? Error, DateTimeOffset? LastRunAt);

/// <summary>A variable.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value; null for a secret.</param>
/// <param name="IsSecret">True when the value has to be asked for.</param>
internal sealed record EnvironmentView(string Name, string? Value, bool IsSecret)
{
    public static EnvironmentView Of(ResourceEnvironmentVariable variable) =>
        SecretRules.IsSecret(variable) ? new EnvironmentView(variable.Name, null, true) : new EnvironmentView(variable.Name, variable.Value, false);
}

/// <summary>The value of one variable, in clear.</summary>
internal sealed record RevealedValue(string Name, string Value);

/// <summary>What a command answered.</summary>
internal sealed record CommandAnswer(string ResourceId, string Command, string? Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<ResourceView>))]
[JsonSerializable(typeof(ResourceView))]
[JsonSerializable(typeof(RevealedValue))]
[JsonSerializable(typeof(CommandAnswer))]
internal sealed partial class ResourceJson : JsonSerializerContext;
