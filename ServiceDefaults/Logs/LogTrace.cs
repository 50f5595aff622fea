using System.Diagnostics;

namespace Platform.ServiceDefaults.Logs;

/// <summary>The trace that a line belongs to: the current span's, else the one that work from a queue came with.</summary>
internal static class LogTrace
{
    private static readonly AsyncLocal<WorkContext?> s_work = new();

    /// <summary>The work that is done here, if it came from a queue.</summary>
    public static WorkContext? Work
    {
        get => s_work.Value;
        set => s_work.Value = value;
    }

    /// <summary>Null outside of every trace.</summary>
    public static ActivityTraceId? Current => Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity
        ? activity.TraceId
        : Work?.TraceId;
}
