using System.Diagnostics;
using NativeServers;

namespace Aspire.Hosting.Orchestration;

/// <summary>A process in a session and group of its own, so that the terminal's Ctrl+C does not reach it.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    // Published hosting does not hand these down either: they are about the AppHost itself.
    private static readonly string[] NotInherited = ["ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "DOTNET_LAUNCH_PROFILE"];
    private static readonly TimeSpan LongestTail = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly ProcessGuardian _guardian;
    private readonly int _stopSignal;
    private readonly Task _output;

    private ChildProcess(Process process, ProcessGuardian guardian, int stopSignal, Action<string, bool> write)
    {
        _process = process;
        _guardian = guardian;
        _stopSignal = stopSignal;
        Id = process.Id;
        _output = Task.WhenAll(PumpAsync(process.StandardOutput, line => write(line, false)), PumpAsync(process.StandardError, line => write(line, true)));
    }

    /// <summary>The process's id, which is its group's too.</summary>
    public int Id { get; }

    public static ChildProcess Start(ProcessPlan plan, ProcessGuardian guardian, Action<string, bool> write)
    {
        var start = new ProcessStartInfo(Programs.Find("setsid", "util-linux"))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = plan.WorkingDirectory,
        };
        foreach (var word in plan.CommandLine)
        {
            start.ArgumentList.Add(word);
        }

        foreach (var name in NotInherited)
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in plan.Environment)
        {
            start.Environment[name] = value;
        }

        start.Environment[ProcessGuardian.MarkerVariable] = guardian.RunId;
        var process = Process.Start(start)!;
        guardian.Watch(process.Id, plan.StopSignal);
        process.StandardInput.Close();
        return new ChildProcess(process, guardian, plan.StopSignal, write);
    }

    /// <summary>Waits until it has ended; 128 and more is a signal.</summary>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return _process.ExitCode;
    }

    /// <summary>Asks it to end, and kills it with all that it started when it does not in time.</summary>
    public async Task<int> StopAsync(TimeSpan patience)
    {
        UnixSignal.Send(Id, _stopSignal);
        using var limit = new CancellationTokenSource(patience);
        try
        {
            return await WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            UnixSignal.Send(-Id, UnixSignal.Kill);
            return await WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Clears away what it left running, and reads what it still wrote.</summary>
    public async ValueTask DisposeAsync()
    {
        UnixSignal.Send(-Id, UnixSignal.Kill);
        _guardian.Forget(Id);
        try
        {
            await _output.WaitAsync(LongestTail).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Something that left the group still holds the pipe.
        }

        _process.Dispose();
    }

    private static async Task PumpAsync(StreamReader reader, Action<string> write)
    {
        try
        {
            while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
            {
                write(line);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The process is being cleared away.
        }
    }
}
