using System.Diagnostics;
using System.Globalization;
using Platform.Testkit.Files;

namespace Platform.Testkit.Servers;

/// <summary>
/// Runs a server of a Debian package as a process, with the start scripts of the AppHost. It ends with this process, even when that is killed.
/// </summary>
internal sealed class NativeProcess : IServerProcess
{
    private const int LinesKept = 200;
    private static readonly TimeSpan s_maxStop = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();
    private readonly Queue<string> _output = new();
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly string[] _command;
    private Process? _guard;

    /// <summary>Prepares a server, which <see cref="StartAsync"/> starts.</summary>
    /// <param name="environment">Environment variables of the program besides <c>SERVER_FOLDER</c>.</param>
    /// <param name="command">Returns the program and its arguments for a data folder.</param>
    public NativeProcess(IReadOnlyDictionary<string, string> environment, Func<string, string[]> command)
    {
        _environment = environment;
        _command = command(Folder);
    }

    /// <summary>The data folder, which is deleted with this object.</summary>
    public string Folder => _folder.File("data");

    /// <summary>The last lines of its output.</summary>
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

    /// <summary>Whether it is running; a frozen process is.</summary>
    public bool IsRunning => _guard is { HasExited: false };

    /// <summary>Returns the last lines of its output; of a process that has ended, once all of them have arrived.</summary>
    public async Task<string> LastOutputAsync()
    {
        if (_guard is { HasExited: true } ended)
        {
            // Also waits for the ends of its output streams, which a surviving child process may keep open.
            using var limit = new CancellationTokenSource(s_maxStop);
            await ended.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return Output;
    }

    /// <summary>Creates a server that a script of the AppHost starts.</summary>
    public static NativeProcess ByScript(string script, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        new(environment, _ => ["/bin/sh", PathOf(script), .. arguments]);

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_folder.Path);
        _guard?.Dispose();
        var start = new ProcessStartInfo("/bin/sh", [PathOf("guard.sh"), .. _command])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SERVER_FOLDER"] = Folder;
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        _guard = new Process { StartInfo = start };
        _guard.OutputDataReceived += (_, line) => Keep(line.Data);
        _guard.ErrorDataReceived += (_, line) => Keep(line.Data);
        _guard.Start();
        _guard.BeginOutputReadLine();
        _guard.BeginErrorReadLine();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await SignalAsync("USR2", cancellationToken);
        await SignalAsync("TERM", cancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_maxStop);
        try
        {
            await (_guard?.WaitForExitAsync(limit.Token) ?? Task.CompletedTask);
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
        }
    }

    /// <summary>Kills all of its processes at once, as a power failure would.</summary>
    public async Task KillAsync()
    {
        if (_guard is { HasExited: false } guard)
        {
            guard.StandardInput.Close();
            await guard.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <inheritdoc />
    public Task PauseAsync() => SignalAsync("USR1", CancellationToken.None);

    /// <inheritdoc />
    public Task UnpauseAsync() => SignalAsync("USR2", CancellationToken.None);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _guard?.Dispose();
        _guard = null;
        _folder.Dispose();
    }

    private static string PathOf(string script) => Path.Combine(AppContext.BaseDirectory, "Servers", script);

    private async Task SignalAsync(string signal, CancellationToken cancellationToken)
    {
        if (_guard is { HasExited: false } guard)
        {
            using var kill = Process.Start("kill", ["-" + signal, guard.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync(cancellationToken);
        }
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
}
