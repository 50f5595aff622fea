using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Npgsql;
using Shouldly;

namespace Platform.Testkit.Waiting;

/// <summary>Waits for conditions, never for a fixed time.</summary>
/// <remarks>
/// The default timeout is far beyond what any condition takes, because a machine that runs other work, too, may stall for many seconds. For the same
/// reason a server that temporarily does not answer makes a condition wait instead of failing the test.
/// </remarks>
public static class Eventually
{
    private static readonly TimeSpan s_minPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_maxPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_usual = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Waits until the condition holds; fails the test with the name of the condition if it does not within the timeout (default 60 s).
    /// </summary>
    public static Task BecomesTrueAsync(
        Func<Task<bool>> condition, TimeSpan? timeout = null, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        GetAsync(async () => await condition() ? new object() : null, timeout, what);

    /// <summary>Waits for a synchronous condition.</summary>
    public static Task BecomesTrueAsync(
        Func<bool> condition, TimeSpan? timeout = null, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        BecomesTrueAsync(() => Task.FromResult(condition()), timeout, what);

    /// <summary>Waits until the function returns a value that is not null, and returns it.</summary>
    public static async Task<T> GetAsync<T>(
        Func<Task<T?>> get, TimeSpan? timeout = null, [CallerArgumentExpression(nameof(get))] string what = "")
        where T : class
    {
        var limit = timeout ?? s_usual;
        var watch = Stopwatch.StartNew();
        var pause = s_minPause;
        while (true)
        {
            ExceptionDispatchInfo? failure = null;
            try
            {
                if (await get() is { } found)
                {
                    return found;
                }
            }
            catch (Exception exception) when (MayPass(exception))
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }

            if (watch.Elapsed > limit)
            {
                failure?.Throw();
                throw new ShouldAssertException($"Not within {limit.TotalSeconds:0.#} s: {what}");
            }

            await Task.Delay(pause);
            pause = pause * 2 < s_maxPause ? pause * 2 : s_maxPause;
        }
    }

    /// <summary>Waits until the assertions pass; fails with their last failure if they do not within the timeout.</summary>
    public static async Task PassesAsync(Func<Task> assertions, TimeSpan? timeout = null)
    {
        var watch = Stopwatch.StartNew();
        var pause = s_minPause;
        while (true)
        {
            try
            {
                await assertions();
                return;
            }
            catch (Exception) when (watch.Elapsed < (timeout ?? s_usual))
            {
                await Task.Delay(pause);
                pause = pause * 2 < s_maxPause ? pause * 2 : s_maxPause;
            }
        }
    }

    private static bool MayPass(Exception exception) => exception switch
    {
        HttpRequestException http => http.StatusCode is null or >= HttpStatusCode.InternalServerError,
        NpgsqlException database => database.IsTransient,
        _ => false,
    };
}
