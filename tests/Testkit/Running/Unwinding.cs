using System.Diagnostics;

namespace Platform.Testkit.Running;

/// <summary>
/// Tells whether code that cleans up runs because of an exception, which <c>await using</c> does not say: it runs on the thread that has thrown the
/// exception a moment before. An exception that was handled a moment before counts, too, so that only what does no harm may depend on it.
/// </summary>
public static class Unwinding
{
    // Far longer than it takes, for a machine that stands still in between.
    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(2);
    private static int s_isWatched;

    [ThreadStatic]
    private static long s_thrownAt;

    /// <summary>Gets whether an exception was thrown on this thread a moment ago; always false before <see cref="Watch"/>.</summary>
    public static bool IsLikely => s_thrownAt != 0 && Stopwatch.GetElapsedTime(s_thrownAt) < s_moment;

    /// <summary>Notices exceptions from now on.</summary>
    public static void Watch()
    {
        if (Interlocked.Exchange(ref s_isWatched, 1) == 0)
        {
            AppDomain.CurrentDomain.FirstChanceException += static (_, _) => s_thrownAt = Stopwatch.GetTimestamp();
        }
    }
}
