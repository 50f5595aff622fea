using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Polly.Telemetry;

/// <summary>Logs of category <c>Polly</c> and the three instruments of meter <c>Polly</c>.</summary>
internal sealed partial class PipelineTelemetry(TelemetryOptions options) : TelemetryListener
{
    private static readonly Meter Meter = new("Polly", "1.0");

    private static readonly Counter<int> Events = Meter.CreateCounter<int>(
        "resilience.polly.strategy.events",
        description: "Tracks the number of resilience events that occurred in resilience strategies.");

    private static readonly Histogram<double> AttemptDuration = Meter.CreateHistogram<double>(
        "resilience.polly.strategy.attempt.duration", "ms", "Tracks the duration of execution attempts.");

    private static readonly Histogram<double> PipelineDuration = Meter.CreateHistogram<double>(
        "resilience.polly.pipeline.duration", "ms", "The execution duration of resilience pipelines.");

    private readonly ILogger _logger = options.LoggerFactory.CreateLogger("Polly");
    private readonly TelemetryListener[] _listeners = [.. options.TelemetryListeners];

    public override void Write<TResult, TArgs>(in TelemetryEventArguments<TResult, TArgs> args)
    {
        foreach (var listener in _listeners)
        {
            listener.Write(in args);
        }

        var severity = options.SeverityProvider?.Invoke(new SeverityProviderArguments(args.Source, args.Event, args.Context))
            ?? args.Event.Severity;
        Log(in args, severity);
        Measure(in args, severity);
    }

    private static void Measure<TResult, TArgs>(in TelemetryEventArguments<TResult, TArgs> args, ResilienceEventSeverity severity)
    {
        if (args.Arguments is PipelineExecutedArguments executed)
        {
            if (PipelineDuration.Enabled)
            {
                PipelineDuration.Record(executed.Duration.TotalMilliseconds, Tags(in args, severity));
            }
        }
        else if (args.Arguments is ExecutionAttemptArguments attempt)
        {
            if (AttemptDuration.Enabled)
            {
                var tags = Tags(in args, severity);
                tags.Add("attempt.number", attempt.AttemptNumber);
                tags.Add("attempt.handled", attempt.Handled);
                AttemptDuration.Record(attempt.Duration.TotalMilliseconds, tags);
            }
        }
        else if (Events.Enabled)
        {
            Events.Add(1, Tags(in args, severity));
        }
    }

    private static System.Diagnostics.TagList Tags<TResult, TArgs>(
        in TelemetryEventArguments<TResult, TArgs> args,
        ResilienceEventSeverity severity)
    {
        var tags = new System.Diagnostics.TagList
        {
            { "event.name", args.Event.EventName },
            { "event.severity", severity.ToString() },
        };
        AddIfAny(ref tags, "pipeline.name", args.Source.PipelineName);
        AddIfAny(ref tags, "pipeline.instance", args.Source.PipelineInstanceName);
        AddIfAny(ref tags, "strategy.name", args.Source.StrategyName);
        AddIfAny(ref tags, "operation.key", args.Context.OperationKey);
        AddIfAny(ref tags, "exception.type", args.Outcome?.Exception?.GetType().FullName);
        return tags;
    }

    private static void AddIfAny(ref System.Diagnostics.TagList tags, string key, string? value)
    {
        if (value is not null)
        {
            tags.Add(key, value);
        }
    }

    private void Log<TResult, TArgs>(in TelemetryEventArguments<TResult, TArgs> args, ResilienceEventSeverity severity)
    {
        var level = args.Arguments is PipelineExecutingArguments or PipelineExecutedArguments ? LogLevel.Debug : LevelOf(severity);
        if (!_logger.IsEnabled(level))
        {
            return;
        }

        var result = args.Outcome is not { } outcome ? null
            : outcome.Exception?.Message ?? options.ResultFormatter(args.Context, outcome.Result);
        var pipeline = args.Source.PipelineName ?? "(null)";
        var instance = args.Source.PipelineInstanceName ?? "(null)";
        var strategy = args.Source.StrategyName ?? "(null)";

        switch (args.Arguments)
        {
            case PipelineExecutingArguments:
                PipelineExecuting(_logger, pipeline, instance, args.Context.OperationKey);
                break;
            case PipelineExecutedArguments executed:
                PipelineExecuted(_logger, pipeline, instance, args.Context.OperationKey, result, executed.Duration.TotalMilliseconds, args.Outcome?.Exception);
                break;
            case ExecutionAttemptArguments attempt:
                ExecutionAttempt(_logger, level, pipeline, instance, strategy, args.Context.OperationKey, result, attempt.Handled, attempt.AttemptNumber, attempt.Duration.TotalMilliseconds, args.Outcome?.Exception);
                break;
            default:
                ResilienceEvent(_logger, level, args.Event.EventName, pipeline, instance, strategy, args.Context.OperationKey, result, args.Outcome?.Exception);
                break;
        }
    }

    private static LogLevel LevelOf(ResilienceEventSeverity severity) => severity switch
    {
        ResilienceEventSeverity.Debug => LogLevel.Debug,
        ResilienceEventSeverity.Information => LogLevel.Information,
        ResilienceEventSeverity.Warning => LogLevel.Warning,
        ResilienceEventSeverity.Error => LogLevel.Error,
        ResilienceEventSeverity.Critical => LogLevel.Critical,
        _ => LogLevel.None,
    };

    [LoggerMessage(EventId = 0, Message = "Resilience event occurred. EventName: '{EventName}', Source: '{PipelineName}/{PipelineInstance}/{StrategyName}', Operation Key: '{OperationKey}', Result: '{Result}'", EventName = "ResilienceEvent")]
    private static partial void ResilienceEvent(ILogger logger, LogLevel level, string eventName, string pipelineName, string pipelineInstance, string strategyName, string? operationKey, object? result, Exception? exception);

    [LoggerMessage(1, LogLevel.Debug, "Resilience pipeline executing. Source: '{PipelineName}/{PipelineInstance}', Operation Key: '{OperationKey}'", EventName = "StrategyExecuting")]
    private static partial void PipelineExecuting(ILogger logger, string pipelineName, string pipelineInstance, string? operationKey);

    [LoggerMessage(2, LogLevel.Debug, "Resilience pipeline executed. Source: '{PipelineName}/{PipelineInstance}', Operation Key: '{OperationKey}', Result: '{Result}', Execution Time: {ExecutionTime}ms", EventName = "StrategyExecuted")]
    private static partial void PipelineExecuted(ILogger logger, string pipelineName, string pipelineInstance, string? operationKey, object? result, double executionTime, Exception? exception);

    [LoggerMessage(EventId = 3, Message = "Execution attempt. Source: '{PipelineName}/{PipelineInstance}/{StrategyName}', Operation Key: '{OperationKey}', Result: '{Result}', Handled: '{Handled}', Attempt: '{Attempt}', Execution Time: {ExecutionTime}ms", EventName = "ExecutionAttempt")]
    private static partial void ExecutionAttempt(ILogger logger, LogLevel level, string pipelineName, string pipelineInstance, string strategyName, string? operationKey, object? result, bool handled, int attempt, double executionTime, Exception? exception);
}
