using System.Diagnostics;
using System.Globalization;
using NativeServers;

namespace Aspire.Hosting.Orchestration;

/// <summary>A small process that ends all others when this one is gone, however it went.</summary>
/// <remarks>
/// It reads which process groups there are from a pipe whose only writer is this process; the kernel closes the pipe even
/// after SIGKILL. Processes that left their group are found by a variable in their environment.
/// </remarks>
internal sealed class ProcessGuardian : IAsyncDisposable
{
    public const string MarkerVariable = "APPHOST_RUN_ID";

    private const int GraceSeconds = 6;
    private const string Script = """
        marker=$1 grace=$2
        trap '' HUP INT QUIT TERM
        running=
        while read -r what id signal; do
            case $what in
                +) running="$running $id:$signal" ;;
                -) kept=
                   for entry in $running; do [ "${entry%:*}" = "$id" ] || kept="$kept $entry"; done
                   running=$kept ;;
            esac
        done
        for entry in $running; do kill -"${entry#*:}" -"${entry%:*}"; done
        left=$((grace * 5))
        while [ -n "$running" ] && [ $left -gt 0 ]; do
            alive=
            for entry in $running; do kill -0 -"${entry%:*}" && alive=yes; done
            [ -n "$alive" ] || break
            left=$((left - 1))
            sleep 0.2
        done
        for entry in $running; do kill -KILL -"${entry%:*}"; done
        for file in $(grep -ls "$marker" /proc/[0-9]*/environ); do
            id=${file#/proc/}
            kill -KILL "${id%/environ}"
        done
        """;

    private readonly Lock _gate = new();
    private Process? _process;

    /// <summary>Tells the processes of this run from all others.</summary>
    public string RunId { get; } = Guid.CreateVersion7().ToString("N");

    public void Start()
    {
        var start = new ProcessStartInfo(Programs.Find("setsid", "util-linux"))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        foreach (var word in (string[])["/bin/sh", "-c", Script, "apphost-guardian", $"{MarkerVariable}={RunId}", GraceSeconds.ToString(CultureInfo.InvariantCulture)])
        {
            start.ArgumentList.Add(word);
        }

        _process = Process.Start(start)!;
        _process.StandardOutput.Close();
        _process.StandardError.Close();
    }

    /// <summary>Puts a process group under guard.</summary>
    public void Watch(int processGroup, int stopSignal) => Tell($"+ {processGroup} {stopSignal}");

    /// <summary>Takes a process group that has ended off guard.</summary>
    public void Forget(int processGroup) => Tell($"- {processGroup} 0");

    /// <summary>Ends the guardian, which first ends what is left.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is not { } process)
        {
            return;
        }

        _process = null;
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(GraceSeconds + 10));
        try
        {
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }

        process.Dispose();
    }

    private void Tell(FormattableString line)
    {
        lock (_gate)
        {
            try
            {
                _process?.StandardInput.WriteLine(FormattableString.Invariant(line));
                _process?.StandardInput.Flush();
            }
            catch (IOException)
            {
                // Somebody killed the guardian; the application goes on without its net.
            }
        }
    }
}
