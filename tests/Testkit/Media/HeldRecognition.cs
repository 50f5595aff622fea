namespace Platform.Testkit.Media;

/// <summary>
/// Has the only place in which workers recognise (<c>Recognition:Parallelism</c> of 1), so that a job stays half-way for as long as somebody looks
/// at it, and goes on when it is let through.
/// </summary>
public sealed class HeldRecognition : IDisposable
{
    // Far shorter than a part takes, and than what a worker does between two of them.
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly string _place;
    private FileStream? _held;

    private HeldRecognition(string place) => _place = place;

    /// <summary>Takes the place as soon as nobody has it.</summary>
    /// <param name="folder">The folder of the workers' places, <c>Recognition:SlotsFolder</c>.</param>
    /// <exception cref="OperationCanceledException">Somebody has it for two minutes.</exception>
    public static async Task<HeldRecognition> TakeAsync(string folder)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var held = new HeldRecognition(Path.Combine(folder, "recogniser-0.lock"));
        await UntilAsync(held.Take);
        return held;
    }

    /// <summary>Lets somebody who waits have the place once, for a part or for its language; more than once where this machine is slow to look.</summary>
    /// <exception cref="OperationCanceledException">Nobody takes it within two minutes, or gives it back.</exception>
    public async Task LetThroughAsync()
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

    /// <summary>Leaves the place to others.</summary>
    public void Dispose() => Leave();

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(s_patience);
        using var tick = new PeriodicTimer(s_look);
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
