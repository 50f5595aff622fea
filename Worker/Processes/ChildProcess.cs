using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Platform.ServiceDefaults.Texts;

namespace Platform.Worker.Processes;

/// <summary>
/// Runs a program in a process group of its own, bound to this process by its standard input: when that pipe is closed, deliberately or because the
/// worker was killed, even by SIGKILL, the whole group is killed.
/// </summary>
/// <remarks>
/// PR_SET_PDEATHSIG, the obvious alternative, watches the thread that forked, and a pool thread may end while its child is still to run; it is also
/// not inherited by the child's own children.
/// </remarks>
internal sealed class ChildProcess(NetworkFence fence, TimeProvider time)
{
    private const int ErrorTail = 4096;
    private static readonly TimeSpan s_killGrace = TimeSpan.FromSeconds(3);

    // POSIX sh. $1 is the memory limit in KiB or "unlimited", the rest is the command. Descriptor 3 is the binding pipe; the command gets an empty
    // input.
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

    // The same for a command with an input: lines from the binding pipe are copied to it through a named pipe ($2). The loop never blocks on the
    // command for long: all unread lines fit into the pipe (64 KiB), which the caller has to ensure.
    private const string TalkingTie = """
        umask 077
        ulimit -v "$1" 2>/dev/null; pipe=$2; shift 2
        mkfifo "$pipe" || exit 126
        exec 3<&0 </dev/null
        "$@" <"$pipe" 3<&- &
        child=$!
        { trap '' PIPE; while IFS= read -r line <&3; do printf '%s\n' "$line"; done; kill -9 0; } >"$pipe" 2>/dev/null &
        watcher=$!
        exec 3<&-
        wait "$child"; code=$?
        kill -9 "$watcher" 2>/dev/null
        exit "$code"
        """;

    // Media tools must not see the connection strings and keys in the worker's environment.
    private static readonly FrozenSet<string> s_inherited = FrozenSet.ToFrozenSet(["PATH", "HOME", "TMPDIR", "TZ", "SSL_CERT_FILE", "SSL_CERT_DIR"], StringComparer.Ordinal);

    /// <summary>Runs a program to its end.</summary>
    /// <param name="command">The program.</param>
    /// <param name="onLine">Called with each line of the standard output; null to discard them.</param>
    /// <param name="cancellationToken">Kills the program.</param>
    /// <exception cref="ChildTimeoutException">The program timed out and was killed.</exception>
    /// <exception cref="OperationCanceledException">The program was killed by the token. No process is left when this is thrown.</exception>
    public Task<ChildResult> RunAsync(ChildCommand command, Action<string>? onLine, CancellationToken cancellationToken) =>
        RunAsync(command, output => ReadLinesAsync(output, line => onLine?.Invoke(line)), cancellationToken);

    /// <summary>Runs a program until it ends or its output is no longer needed.</summary>
    /// <param name="command">The program.</param>
    /// <param name="read">Reads the standard output; an exception that it throws kills the program and is rethrown.</param>
    /// <param name="cancellationToken">Kills the program.</param>
    /// <exception cref="ChildTimeoutException">The program timed out and was killed.</exception>
    /// <exception cref="OperationCanceledException">The program was killed by the token. No process is left when this is thrown.</exception>
    public Task<ChildResult> RunAsync(ChildCommand command, Func<Stream, Task> read, CancellationToken cancellationToken) =>
        RunAsync(command, (_, output) => read(output), cancellationToken);

    /// <summary>Runs a program with an interactive input and output, until it or the conversation ends.</summary>
    /// <param name="command">The program, with a <see cref="ChildCommand.InputPipe"/>.</param>
    /// <param name="talk">
    /// Writes lines to the program's input and reads its output; closing the input kills the program. The lines that the program has not read yet
    /// must total less than 64 KiB. An exception that this throws kills the program and is rethrown.
    /// </param>
    /// <param name="cancellationToken">Kills the program.</param>
    /// <exception cref="ChildTimeoutException">The program timed out and was killed.</exception>
    /// <exception cref="OperationCanceledException">The program was killed by the token. No process is left when this is thrown.</exception>
    public Task<ChildResult> TalkAsync(ChildCommand command, Func<Stream, Stream, Task> talk, CancellationToken cancellationToken)
    {
        return command.InputPipe is null ? throw new ArgumentException("There is no pipe.", nameof(command)) : RunAsync(command, talk, cancellationToken);
    }

    private async Task<ChildResult> RunAsync(ChildCommand command, Func<Stream, Stream, Task> talk, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var process = new Process { StartInfo = StartInfo(command, await fence.BeforeAsync(command, cancellationToken)) };
        process.Start();
        var input = process.StandardInput;
        using var limit = new CancellationTokenSource(command.Timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var errors = new StringBuilder();
        var output = talk(input.BaseStream, process.StandardOutput.BaseStream);
        var reading = Task.WhenAll(output, ReadLinesAsync(process.StandardError.BaseStream, line => Keep(errors, line)));
        try
        {
            // The output first: a program blocks for ever if its output is no longer read.
            await output.WaitAsync(stop.Token);
            await process.WaitForExitAsync(stop.Token);
            await reading.WaitAsync(stop.Token);
            input.Close();
            return new ChildResult(Code(process.ExitCode, errors), errors.ToString());
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await KillAsync(process, reading);
            cancellationToken.ThrowIfCancellationRequested();
            throw new ChildTimeoutException(command.Program);
        }
        catch
        {
            await KillAsync(process, reading);
            throw;
        }
    }

    // A namespace that could not be created once says nothing about the medium.
    private static int Code(int code, StringBuilder errors) => code != 0 && errors.ToString().StartsWith("unshare: ", StringComparison.Ordinal) ? 126 : code;

    private static async Task KillAsync(Process process, Task reading)
    {
        process.StandardInput.Close();
        using var grace = new CancellationTokenSource(s_killGrace);
        try
        {
            await process.WaitForExitAsync(grace.Token);
            // The shell may end a moment before the others; the pipes are closed with the last of them.
            await Task.WhenAny(reading).WaitAsync(grace.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
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
        foreach (var name in start.Environment.Keys.Where(static name => !s_inherited.Contains(name)).ToArray())
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
            "sh", "-c", command.InputPipe is null ? Tie : TalkingTie, "sh",
            command.MemoryMegabytes is { } megabytes ? (megabytes * 1024L).ToString(CultureInfo.InvariantCulture) : "unlimited",
            .. command.InputPipe is { } pipe ? (string[])[pipe] : [],
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
            while (await lines.ReadAsync() is { } line)
            {
                // NUL and lone surrogates would get into reports, logs and captions.
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
