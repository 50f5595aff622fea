using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.ServiceDefaults.Identity;

namespace Platform.ServiceDefaults.Health;

/// <summary>Writes the bodies of <c>/health</c>, <c>/health/live</c>, <c>/health/ready</c>, <c>/status</c> and <c>/info</c>.</summary>
internal static class HealthBody
{
    // The names that requirement document 001 uses for these parts.
    private static readonly Dictionary<string, string> s_services = new(StringComparer.Ordinal)
    {
        ["postgres"] = "database",
        ["redis"] = "redis",
        ["rabbitmq"] = "rabbitmq",
        ["storage"] = "storage",
    };

    public static void WriteHead(Utf8JsonWriter json, HealthStatus status, ServiceIdentity identity, DateTimeOffset now, TimeSpan uptime)
    {
        json.WriteString("status", NameOf(status));
        json.WriteString("timestamp", now);
        json.WriteString("service", identity.Name);
        json.WriteString("version", identity.Version);
        json.WriteString("uptime", Uptime(uptime));
        json.WriteNumber("uptime_seconds", Math.Round(uptime.TotalSeconds, 3));
    }

    public static void WriteChecks(Utf8JsonWriter json, IReadOnlyDictionary<string, CheckResult> results, bool withDetails)
    {
        json.WriteStartObject("services");
        foreach (var (check, name) in s_services)
        {
            if (results.TryGetValue(check, out var result))
            {
                json.WriteString(name, NameOf(result.Status));
            }
        }

        json.WriteEndObject();
        json.WriteStartObject("checks");
        foreach (var (name, result) in results.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject(name);
            json.WriteString("status", NameOf(result.Status));
            json.WriteString("message", withDetails ? result.Message : Plain(result.Status));
            json.WriteNumber("duration_ms", Math.Round(result.Duration.TotalMilliseconds, 3));
            json.WriteString("checked_at", result.CheckedAt);
            if (withDetails)
            {
                WriteValues(json, "details", result.Details);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    public static void WriteValues(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, object> values)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in values)
        {
            switch (value)
            {
                case IReadOnlyDictionary<string, object> inner:
                    WriteValues(json, key, inner);
                    break;
                case bool flag:
                    json.WriteBoolean(key, flag);
                    break;
                case int number:
                    json.WriteNumber(key, number);
                    break;
                case long number:
                    json.WriteNumber(key, number);
                    break;
                case double number when double.IsFinite(number):
                    json.WriteNumber(key, number);
                    break;
                case DateTimeOffset moment:
                    json.WriteString(key, moment);
                    break;
                default:
                    json.WriteString(key, Convert.ToString(value, CultureInfo.InvariantCulture));
                    break;
            }
        }

        json.WriteEndObject();
    }

    private static string Plain(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "OK",
        HealthStatus.Degraded => "does not answer as it should; the service does without",
        _ => "does not answer as it should",
    };

    private static string NameOf(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };

    private static string Uptime(TimeSpan uptime) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)uptime.TotalDays}d {uptime.Hours}h {uptime.Minutes}m {uptime.Seconds}s");
}
