using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Platform.ServiceDefaults.Logs;

/// <summary>Exports <c>log_events_total</c> and <c>log_sampled_out_total</c>.</summary>
internal sealed class LogMetrics
{
    private static readonly string[] s_levels = ["DEBUG", "INFO", "WARN", "ERROR", "CRITICAL"];

    private readonly Counter<long> _events;
    private readonly Counter<long> _sampledOut;

    public LogMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Platform.Logs");
        _events = meter.CreateCounter<long>("log.events", "{event}", "Log lines written.");
        _sampledOut = meter.CreateCounter<long>("log.sampled_out", "{event}", "Log lines left out by sampling. WARN and above never are.");
    }

    /// <summary>Creates every series at 0, once there is a listener; logging begins before that.</summary>
    public void StartFromZero()
    {
        foreach (var level in s_levels)
        {
            _events.Add(0, Tag(level));
        }

        _sampledOut.Add(0, Tag("DEBUG"));
        _sampledOut.Add(0, Tag("INFO"));
    }

    /// <summary>Gets the name of a level in the log format.</summary>
    public static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Critical => "CRITICAL",
        LogLevel.Error => "ERROR",
        LogLevel.Warning => "WARN",
        LogLevel.Information => "INFO",
        _ => "DEBUG",
    };

    public void Written(LogLevel level) => _events.Add(1, Tag(NameOf(level)));

    public void SampledOut(LogLevel level) => _sampledOut.Add(1, Tag(NameOf(level)));

    private static KeyValuePair<string, object?> Tag(string level) => new("level", level);
}
