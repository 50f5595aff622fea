using System.Globalization;
using System.Runtime.InteropServices;

namespace Platform.EndToEnd.Captioning;

/// <summary>
/// Gives processes, each with all that descends from it, a share of one processor: they are stopped for the rest of every tenth of a second. Works
/// without rights of an administrator, on any machine, and for processes that start meanwhile.
/// </summary>
internal sealed class ProcessorShares : IAsyncDisposable
{
    private const int Continue = 18;
    private const int Stop = 19;
    private const double TicksPerSecond = 100;

    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _end = new();
    private readonly IReadOnlyDictionary<string, int> _processes;
    private readonly double _share;
    private readonly Task _limiting;
    private readonly Dictionary<int, (int Root, double Seconds)> _used = [];
    private readonly Lock _lock = new();

    private ProcessorShares(IReadOnlyDictionary<string, int> processes, double share)
    {
        (_processes, _share) = (processes, share);
        _limiting = Task.Run(LimitAsync);
    }

    /// <summary>Limits processes until this is disposed.</summary>
    /// <param name="processes">Their ids, by names.</param>
    /// <param name="share">The share of a processor that each gets, 0 to 1.</param>
    public static ProcessorShares Limit(IReadOnlyDictionary<string, int> processes, double share) => new(processes, share);

    /// <summary>The seconds of a processor that each has used while it was limited, by names.</summary>
    public IReadOnlyDictionary<string, double> Used
    {
        get
        {
            lock (_lock)
            {
                return _processes.ToDictionary(process => process.Key, process => _used.Values.Where(used => used.Root == process.Value).Sum(used => used.Seconds), StringComparer.Ordinal);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _limiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Signal(Trees(), Continue);
        _end.Dispose();
    }

    private async Task LimitAsync()
    {
        var before = new Dictionary<int, double>();
        while (!_end.IsCancellationRequested)
        {
            var trees = Trees();
            Signal(trees, Continue);
            await Task.Delay(s_period * _share, _end.Token);
            Signal(trees, Stop);
            Count(trees, before);
            await Task.Delay(s_period * (1 - _share), _end.Token);
        }
    }

    /// <summary>Each process that is limited, with the one that it descends from.</summary>
    private Dictionary<int, int> Trees()
    {
        var trees = new Dictionary<int, int>(ChildProcesses.Below(_processes.Values.ToHashSet()));
        foreach (var root in _processes.Values)
        {
            trees[root] = root;
        }

        return trees;
    }

    private void Count(Dictionary<int, int> trees, Dictionary<int, double> before)
    {
        lock (_lock)
        {
            foreach (var (pid, root) in trees)
            {
                var seconds = SecondsOf(pid);
                before.TryAdd(pid, _used.ContainsKey(pid) || pid != root ? 0 : seconds);
                _used[pid] = (root, Math.Max(0, seconds - before[pid]));
            }
        }
    }

    private static double SecondsOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return 0;
        }
    }

    private static void Signal(Dictionary<int, int> trees, int signal)
    {
        foreach (var pid in trees.Keys)
        {
            // One that has ended meanwhile is none any more.
            _ = Kill(pid, signal);
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
