using System.Diagnostics;
using System.Globalization;

namespace NativeServers;

/// <summary>One running server with a folder of its own. Ends with this process, even when that is killed.</summary>
public sealed class NativeServerProcess : IAsyncDisposable
{
    private const int LinesKept = 200;
    private static readonly TimeSpan s_longestStart = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan s_longestStop = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_longestAbandon = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_betweenChecks = TimeSpan.FromMilliseconds(50);

    // The guard stands in front of the server and takes note of its end. Its standard input is a pipe from this process.
    private const string Guard = """
        watch=$1 stop=$2 abandon=$3 grace=$4 folder=$5
        shift 5
        exec 3<&0 < /dev/null
        "$@" 3<&- &
        server=$!
        watcher=$( (setsid /bin/sh -c "$watch" watch $$ $server $stop $abandon $grace "$folder" &) )
        exec 3<&-
        trap 'kill -$stop $server 2> /dev/null' TERM INT
        trap 'kill -$abandon $server 2> /dev/null' QUIT
        while :; do
            wait $server
            code=$?
            kill -0 $server 2> /dev/null || break
        done
        kill $watcher
        exit $code
        """;

    // The kernel ends the pipe when this process ends, however it does. The watcher is nobody's child, so it lives on when
    // a whole tree of processes is killed. A server with a folder to delete is then ended at once and the folder deleted;
    // any other is stopped in order.
    private const string Watch = """
        echo $$
        exec > /dev/null 2>&1
        guard=$1 server=$2 stop=$3 abandon=$4 grace=$5 folder=$6
        read -r line <&3
        trap '' TERM
        if [ -n "$folder" ]; then stop=$abandon grace=3; fi
        kill -$stop $server
        tries=0
        while [ $tries -lt $((grace * 10)) ] && kill -0 $server; do
            tries=$((tries + 1))
            sleep 0.1
        done
        kill -KILL $server
        kill -KILL -$guard
        if [ -n "$folder" ]; then rm -rf "$folder" || { sleep 1; rm -rf "$folder"; }; fi
        """;

    private readonly NativeServer _server;
    private readonly OwnedFolder? _folder;
    private readonly Queue<string> _output = new();
    private Process? _guard;
    private bool _paused;

    /// <summary>Takes a server, which <see cref="StartAsync"/> starts.</summary>
    /// <param name="server">The server.</param>
    /// <param name="folder">A folder to delete with this object; null to keep the data.</param>
    public NativeServerProcess(NativeServer server, OwnedFolder? folder = null)
    {
        _server = server;
        _folder = folder;
    }

    /// <summary>Whether it runs (a paused server runs).</summary>
    public bool IsRunning => _guard is { HasExited: false };

    /// <summary>Its last lines of output.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return string.Join('\n', _output);
            }
        }
    }

    /// <summary>Prepares its folder, starts it and waits until it answers in its own protocol.</summary>
    /// <exception cref="InvalidOperationException">It ended, or did not answer within 90 s; the message has its last lines.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (IsRunning)
        {
            return;
        }

        await _server.PrepareAsync(cancellationToken);
        _guard?.Dispose();
        _guard = Launch();
        _folder?.Note(_guard.Id);

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_longestStart);
        try
        {
            while (!await _server.IsReadyAsync(limit.Token))
            {
                if (_guard.HasExited)
                {
                    throw new InvalidOperationException($"{_server.Name} ended with code {_guard.ExitCode} at its start:\n{Output}");
                }

                await Task.Delay(s_betweenChecks, limit.Token);
            }
        }
        catch (OperationCanceledException problem) when (!cancellationToken.IsCancellationRequested)
        {
            await KillAsync();
            throw new InvalidOperationException($"{_server.Name} did not answer within {s_longestStart.TotalSeconds} s:\n{Output}", problem);
        }
        catch
        {
            await KillAsync();
            throw;
        }
    }

    /// <summary>Stops it in order and waits until every process of it is gone; after 20 s it is killed.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) =>
        EndAsync(UnixSignal.Terminate, s_longestStop, cancellationToken);

    /// <summary>Kills every process of it at once (SIGKILL), as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (_guard is { HasExited: false } guard)
        {
            // The guard lives on to take note of the end, then ends itself.
            Signal(UnixSignal.Kill);
            await guard.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>Freezes every process of it: connections stay open and nothing answers.</summary>
    public void Pause()
    {
        _paused = true;
        Signal(UnixSignal.Stop);
    }

    /// <summary>Lets a paused server go on.</summary>
    public void Unpause()
    {
        if (_paused)
        {
            _paused = false;
            Signal(UnixSignal.Continue);
        }
    }

    /// <summary>Stops it, or kills it when its folder goes with it and there is nothing to save.</summary>
    public async ValueTask DisposeAsync()
    {
        await (_folder is null ? StopAsync() : EndAsync(UnixSignal.Quit, s_longestAbandon, CancellationToken.None));
        _guard?.Dispose();
        _guard = null;
        _folder?.Dispose();
    }

    private async Task EndAsync(int signal, TimeSpan longest, CancellationToken cancellationToken)
    {
        if (_guard is not { HasExited: false } guard)
        {
            return;
        }

        Unpause();
        UnixSignal.Send(guard.Id, signal);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(longest);
        try
        {
            await guard.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
        }
    }

    // Again, for what was started between the reading and the sending; parents first, so that they start no more.
    private void Signal(int signal)
    {
        if (_guard is { HasExited: false } guard)
        {
            var reached = new HashSet<int>();
            while (ProcessTree.DescendantsOf(guard.Id).Where(reached.Add).ToList() is { Count: > 0 } found)
            {
                found.ForEach(id => UnixSignal.Send(id, signal));
            }
        }
    }

    /// <summary>The words that start the server under its guard, which stops it at the end of its standard input.</summary>
    /// <param name="server">The server.</param>
    /// <param name="folder">A folder to delete then; null to stop the server in order and keep its data.</param>
    internal static IReadOnlyList<string> GuardedCommandLine(NativeServer server, string? folder) =>
    [
        Programs.Find("setsid", "util-linux"), "/bin/sh", "-c", Guard, "guard", Watch,
        Invariant(server.StopSignal), Invariant(server.AbandonSignal), Invariant((int)s_longestStop.TotalSeconds), folder ?? "", .. server.CommandLine(),
    ];

    private Process Launch()
    {
        var command = GuardedCommandLine(_server, _folder?.Path);
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            WorkingDirectory = _server.DataFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in _server.Environment)
        {
            start.Environment[name] = value;
        }

        var guard = new Process { StartInfo = start };
        guard.OutputDataReceived += (_, line) => Keep(line.Data);
        guard.ErrorDataReceived += (_, line) => Keep(line.Data);
        guard.Start();
        guard.BeginOutputReadLine();
        guard.BeginErrorReadLine();
        return guard;
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            lock (_output)
            {
                _output.Enqueue(line);
                if (_output.Count > LinesKept)
                {
                    _output.Dequeue();
                }
            }
        }
    }

    private static string Invariant(int value) => value.ToString(CultureInfo.InvariantCulture);
}
