using System.Buffers.Binary;
using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Platform.ServiceDefaults.Logs;

/// <summary>
/// Leaves out DEBUG and INFO lines of the traces that are not in the sample, for every provider alike and before a line is
/// put together. Traces are chosen as the sampler of spans does it, so that with equal ratios a trace has both or neither.
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

        // For where no rule fits; of equal ones the last wins.
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

        // Every provider is asked; one of them counts.
        if (provider == typeof(LogCounter).FullName)
        {
            metrics.SampledOut(level);
        }

        return false;
    }

    private bool IsNeverSampled(string? category) =>
        category is not null && Array.Exists(_neverSampled, start => category.StartsWith(start, StringComparison.Ordinal));
}
