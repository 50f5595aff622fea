using System.Diagnostics;
using System.Globalization;

namespace Platform.Worker.Processes;

/// <summary>
/// Runs child processes in network and mount namespaces, created by unshare (util-linux) together with a user namespace, so that no root privileges
/// are needed. Support by the machine is determined once.
/// </summary>
/// <param name="files">Restricts what children see of the file system.</param>
/// <param name="wanted">Whether namespaces are enabled.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Receives warnings about what the machine does not support.</param>
internal sealed partial class NetworkFence(FileFence files, bool wanted, TimeProvider time, ILogger<NetworkFence> logger) : BackgroundService
{
    /// <summary>The port of the proxy on the loopback of a namespace.</summary>
    public const int ProxyPort = 3128;

    private static readonly TimeSpan s_maxProbe = TimeSpan.FromSeconds(10);

    // Root inside the namespace, without privileges: the tool needs none, and they are what kernel exploits start from.
    private static readonly string[] s_enter = ["unshare", "--user", "--map-root-user", "--net", "--"];
    private static readonly string[] s_enterWithMounts = ["unshare", "--user", "--map-root-user", "--net", "--mount", "--"];
    private static readonly string[] s_dropRights = ["setpriv", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all", "--"];
    private static readonly string[] s_withLoopback = ["sh", "-c", "ip link set lo up && exec \"$@\"", "sh"];

    // $1 is the Unix socket, the rest is the command. The kernel's socket table shows when the relay listens, because connecting to it would reach
    // the proxy.
    private static readonly string s_relay = string.Create(CultureInfo.InvariantCulture, $$"""
        socket=$1; shift
        socat TCP-LISTEN:{{ProxyPort}},bind=127.0.0.1,reuseaddr,fork,max-children=64 UNIX-CONNECT:"$socket" </dev/null >/dev/null 2>&1 &
        relay=$!
        until grep -q ':{{ProxyPort:X4}} 00000000:0000 0A ' /proc/net/tcp; do kill -0 "$relay" 2>/dev/null || exit 126; sleep 0.02; done
        "$@"; code=$?
        kill "$relay" 2>/dev/null; wait "$relay" 2>/dev/null
        exit "$code"
        """);

    private readonly Lock _lock = new();
    private Task<Answer>? _answer;

    /// <summary>Checks whether children can be cut off from all networks.</summary>
    public async ValueTask<bool> CanCloseAsync(CancellationToken cancellationToken) => (await AskAsync(cancellationToken)).Closes;

    /// <summary>Checks whether children can be restricted to a proxy.</summary>
    public async ValueTask<bool> CanRelayAsync(CancellationToken cancellationToken) => (await AskAsync(cancellationToken)).Relays;

    /// <summary>Gets a description of the state for operators.</summary>
    public string State => _answer is not { IsCompletedSuccessfully: true, Result: var answer } ? "not known yet"
        : !answer.Closes ? "no namespaces"
        : $"namespaces{(answer.Relays ? "" : ", none for pages")}{(answer.Hides ? "" : ", sockets in the file system open")}";

    /// <summary>Returns the arguments to put before a command.</summary>
    public async ValueTask<string[]> BeforeAsync(ChildCommand command, CancellationToken cancellationToken)
    {
        if (command.Network == ChildNetwork.Machine)
        {
            return [];
        }

        var answer = await AskAsync(cancellationToken);
        var enter = answer.Hides ? [.. s_enterWithMounts, .. files.Before(command)] : s_enter;
        return command.Network == ChildNetwork.Proxy
            ? [.. enter, .. s_withLoopback, .. s_dropRights, "sh", "-c", s_relay, "sh", command.ProxySocket ?? throw new ArgumentException("There is no socket.", nameof(command))]
            : answer.Closes ? [.. enter, .. s_dropRights] : [];
    }

    /// <summary>Determines the support at startup, so that anything missing is logged before the first job.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Answer answer;
        while (true)
        {
            try
            {
                answer = await AskAsync(stoppingToken);
                break;
            }
            catch (TimeoutException exception)
            {
                LogLater(exception.Message);
                await Task.Delay(s_maxProbe, time, stoppingToken);
            }
        }

        if (!wanted)
        {
            LogOff();
        }
        else if (!answer.Closes)
        {
            LogNone();
        }
        else if (!answer.Relays)
        {
            LogNoRelay();
        }

        if (answer is { Closes: true, Hides: false })
        {
            LogNoMounts();
        }
    }

    private Task<Answer> AskAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // A failed probe gives no result: the next call repeats it.
            if (_answer is null or { IsFaulted: true })
            {
                _answer = ProbeAsync();
            }

            return _answer.WaitAsync(cancellationToken);
        }
    }

    private async Task<Answer> ProbeAsync()
    {
        if (!wanted)
        {
            return new Answer(Closes: false, Relays: false, Hides: false);
        }

        var closes = await SucceedsAsync([.. s_enter, .. s_dropRights, "true"]);
        return new Answer(
            closes,
            closes && await SucceedsAsync([.. s_enter, .. s_withLoopback, .. s_dropRights, "socat", "-V"]),
            closes && await SucceedsAsync([.. s_enterWithMounts, .. files.Before(), .. s_dropRights, "true"]));
    }

    private async Task<bool> SucceedsAsync(string[] words)
    {
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true },
        };
        using var limit = new CancellationTokenSource(s_maxProbe, time);
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }

        try
        {
            process.StandardInput.Close();
            await Task.WhenAll(
                process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, limit.Token),
                process.StandardError.BaseStream.CopyToAsync(Stream.Null, limit.Token),
                process.WaitForExitAsync(limit.Token));
            return process.ExitCode == 0;
        }
        catch (OperationCanceledException exception)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("Whether this machine makes network namespaces could not be determined in time.", exception);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Programs run without namespaces (Media:Namespaces is false): only their own options keep them from opening connections")]
    private partial void LogOff();

    [LoggerMessage(2, LogLevel.Warning, "Network namespaces are not supported by this machine (unshare --user --net): only their own options keep programs from opening connections")]
    private partial void LogNone();

    [LoggerMessage(3, LogLevel.Warning, "Programs ip and socat are missing or do not work in a network namespace: only its own options keep the page tool from opening connections")]
    private partial void LogNoRelay();

    [LoggerMessage(4, LogLevel.Warning, "{Reason} The check will be repeated")]
    private partial void LogLater(string reason);

    [LoggerMessage(5, LogLevel.Warning, "Folders cannot be hidden in a namespace on this machine (unshare --user --mount, mount -t tmpfs): programs can connect to sockets in the file system that the worker's user may open")]
    private partial void LogNoMounts();

    private sealed record Answer(bool Closes, bool Relays, bool Hides);
}
