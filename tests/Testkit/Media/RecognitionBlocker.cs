namespace Platform.Testkit.Media;

/// <summary>
/// Occupies the only slot in which workers recognise speech (<c>Recognition:Parallelism</c> of 1), so that a job stays half-way for as long as a test
/// needs it, and continues when the test releases the slot.
/// </summary>
public sealed class RecognitionBlocker : IDisposable
{
    // Far shorter than the recognition of a part, and than the pause of a worker between two parts.
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly string _place;
    private FileStream? _held;

    private RecognitionBlocker(string place) => _place = place;

    /// <summary>Occupies the slot as soon as it is free.</summary>
    /// <param name="folder">The folder of the workers' slots, <c>Recognition:SlotsFolder</c>.</param>
    /// <exception cref="OperationCanceledException">The slot is not free within two minutes.</exception>
    public static async Task<RecognitionBlocker> TakeAsync(string folder)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var held = new RecognitionBlocker(Path.Combine(folder, "recogniser-0.lock"));
        await UntilAsync(held.Take);
        return held;
    }

    /// <summary>
    /// Lets a waiting worker use the slot once, for a part or for the detection of its language; more than once where this machine is slow to notice.
    /// </summary>
    /// <exception cref="OperationCanceledException">No worker takes the slot within two minutes, or none releases it.</exception>
    public async Task ReleaseOnceAsync()
    {
        Leave();
        await UntilAsync(() =>
        {
            var isTaken = !Take();
            Leave();
            return isTaken;
        });
        await UntilAsync(Take);
    }

    /// <summary>Releases the slot.</summary>
    public void Dispose() => Leave();

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(s_patience);
        using var tick = new PeriodicTimer(s_pollInterval);
        while (!condition())
        {
            await tick.WaitForNextTickAsync(limit.Token);
        }
    }

    private bool Take()
    {
        try
        {
            _held = new FileStream(_place, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private void Leave()
    {
        _held?.Dispose();
        _held = null;
    }
}
