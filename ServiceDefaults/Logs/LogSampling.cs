using System.Buffers.Binary;
using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Logs;

/// <summary>
/// Drops DEBUG and INFO lines of traces that are not in the sample, for every provider and before a line is formatted. Traces are chosen in the same
/// way as by the span sampler, so that with equal ratios a trace has both spans and lines, or neither.
/// </summary>
internal sealed class LogSampling(IOptions<LogOptions> options, LogMetrics metrics, IHostEnvironment environment) : IPostConfigureOptions<LoggerFilterOptions>
{
    private readonly double _ratio = options.Value.SampleRatio ?? (environment.IsProduction() ? 0.1 : 1);
    private readonly string[] _neverSampled = options.Value.NeverSampled;

    public void PostConfigure(string? name, LoggerFilterOptions options)
    {
        if (_ratio >= 1)
        {
            return;
        }

        var rules = options.Rules.ToArray();
        options.Rules.Clear();

        // Applies when no more specific rule matches; of equal rules the last one wins.
        options.Rules.Add(new LoggerFilterRule(null, null, options.MinLevel, Passes));
        foreach (var rule in rules)
        {
            options.Rules.Add(new LoggerFilterRule(
                rule.ProviderName,
                rule.CategoryName,
                rule.LogLevel,
                (provider, category, level) => rule.Filter?.Invoke(provider, category, level) != false && Passes(provider, category, level)));
        }
    }

    internal static bool IsInSample(ActivityTraceId trace, double ratio)
    {
        Span<byte> bytes = stackalloc byte[16];
        trace.CopyTo(bytes);
        return Math.Abs(BinaryPrimitives.ReadInt64BigEndian(bytes) is var number && number == long.MinValue ? long.MaxValue : number) < ratio * long.MaxValue;
    }

    private bool Passes(string? provider, string? category, LogLevel level)
    {
        if (level >= LogLevel.Warning || LogTrace.Current is not { } trace || IsInSample(trace, _ratio) || IsNeverSampled(category))
        {
            return true;
        }

        // The filter runs for each provider; only one of them counts.
        if (provider == typeof(LogCounter).FullName)
        {
            metrics.SampledOut(level);
        }

        return false;
    }

    private bool IsNeverSampled(string? category) =>
        category is not null && Array.Exists(_neverSampled, start => category.StartsWith(start, StringComparison.Ordinal));
}
