using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Platform.ServiceDefaults.Texts;

namespace Platform.Worker.Processes;

/// <summary>
/// Runs a program in a process group of its own, tied to this process by its standard input: when that pipe closes, because
/// the worker wants it or because the worker is gone, even by SIGKILL, the whole group is killed.
/// </summary>
/// <remarks>
/// The obvious PR_SET_PDEATHSIG watches the thread that forked, and a pool thread may end while its child is to run on; it is
/// also not inherited by the child's own children.
/// </remarks>
internal sealed class ChildProcess(NetworkFence fence, TimeProvider time)
{
    private const int ErrorTail = 4096;
    private static readonly TimeSpan _killGrace = TimeSpan.FromSeconds(3);

    // POSIX sh. $1 is the memory limit in KiB, the rest is the command. Descriptor 3 is the tie; the command gets an empty input.
    private const string Tie = """
        umask 077
        ulimit -v "$1" 2>/dev/null; shift
        exec 3<&0 </dev/null
        "$@" 3<&- &
        child=$!
        { read -r _ <&3; kill -9 0; } >/dev/null 2>&1 &
        watcher=$!
        exec 3<&-
        wait "$child"; code=$?
        kill -9 "$watcher" 2>/dev/null
        exit "$code"
        """;

    // Connection strings and keys of the worker's environment are none of a media tool's business.
    private static readonly FrozenSet<string> _inherited = FrozenSet.ToFrozenSet(["PATH", "HOME", "TMPDIR", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR"], StringComparer.Ordinal);

    /// <summary>Runs it to its end.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="onLine">Takes each line of the standard output as it comes; null to drop them.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="ChildTimeoutException">It was killed after its time.</exception>
    /// <exception cref="OperationCanceledException">It was killed by the token. No process is left when this is thrown.</exception>
    public Task<ChildResult> RunAsync(ChildCommand command, Action<string>? onLine, CancellationToken cancellationToken) =>
        RunAsync(command, output => ReadLinesAsync(output, line => onLine?.Invoke(line)), cancellationToken);

    /// <summary>Runs it to its end, or until its output is not wanted any more.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="read">Reads the standard output; what it throws kills the program and is thrown on.</param>
    /// <param name="cancellationToken">Kills it.</param>
    /// <exception cref="ChildTimeoutException">It was killed after its time.</exception>
    /// <exception cref="OperationCanceledException">It was killed by the token. No process is left when this is thrown.</exception>
    public async Task<ChildResult> RunAsync(ChildCommand command, Func<Stream, Task> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var process = new Process { StartInfo = StartInfo(command, await fence.BeforeAsync(command, cancellationToken).ConfigureAwait(false)) };
        process.Start();
        using var limit = new CancellationTokenSource(command.Timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var errors = new StringBuilder();
        var output = read(process.StandardOutput.BaseStream);
        var reading = Task.WhenAll(output, ReadLinesAsync(process.StandardError.BaseStream, line => Keep(errors, line)));
        try
        {
            // The output first: a program whose output nobody reads any more never ends by itself.
            await output.WaitAsync(stop.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(stop.Token).ConfigureAwait(false);
            await reading.WaitAsync(stop.Token).ConfigureAwait(false);
            return new ChildResult(Code(process.ExitCode, errors), errors.ToString());
        }
        catch (OperationCanceledException)
        {
            await KillAsync(process, reading).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            throw new ChildTimeoutException(command.Program);
        }
        catch
        {
            await KillAsync(process, reading).ConfigureAwait(false);
            throw;
        }
    }

    // A namespace that could not be made this once says nothing about the medium.
    private static int Code(int code, StringBuilder errors) => code != 0 && errors.ToString().StartsWith("unshare: ", StringComparison.Ordinal) ? 126 : code;

    private static async Task KillAsync(Process process, Task reading)
    {
        process.StandardInput.Close();
        using var grace = new CancellationTokenSource(_killGrace);
        try
        {
            await process.WaitForExitAsync(grace.Token).ConfigureAwait(false);
            // The shell may be gone a moment before the others; the pipes end with the last of them.
            await Task.WhenAny(reading).WaitAsync(grace.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static ProcessStartInfo StartInfo(ChildCommand command, string[] before)
    {
        var start = new ProcessStartInfo("setsid")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = command.WorkingFolder ?? Path.GetTempPath(),
        };
        foreach (var name in start.Environment.Keys.Where(static name => !_inherited.Contains(name)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["LC_ALL"] = "C.UTF-8";
        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        string[] words =
        [
            "sh", "-c", Tie, "sh",
            (command.MemoryMegabytes * 1024L).ToString(CultureInfo.InvariantCulture),
            "nice", "-n", command.Nice.ToString(CultureInfo.InvariantCulture),
            .. before, command.Program, .. command.Arguments,
        ];
        foreach (var word in words)
        {
            start.ArgumentList.Add(word);
        }

        return start;
    }

    private static async Task ReadLinesAsync(Stream stream, Action<string> take)
    {
        try
        {
            using var lines = new BoundedLines(stream);
            while (await lines.ReadAsync().ConfigureAwait(false) is { } line)
            {
                // NUL and halves of characters in it would reach reports, logs and captions.
                take(StorableText.Clean(line, int.MaxValue));
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The process was killed and its pipes closed.
        }
    }

    private static void Keep(StringBuilder errors, string line)
    {
        errors.Append(line).Append('\n');
        if (errors.Length > ErrorTail)
        {
            errors.Remove(0, errors.Length - ErrorTail);
        }
    }
}
