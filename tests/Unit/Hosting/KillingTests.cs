using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using NativeServers;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Unit.Hosting;

/// <summary>What happens to a real AppHost's processes when it goes, and what it says when it cannot come.</summary>
public sealed class KillingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("killed-");

    [Fact]
    public async Task Killed_AppHost_leaves_no_process_and_no_port()
    {
        var port = FreePorts.Next();
        using var host = Start($"--RedisPort={port}");
        await RunsAsync(host, port);
        var all = ProcessTree.DescendantsOf(host.Id);
        var strays = Strays(host.Id);
        strays.Count.ShouldBeGreaterThanOrEqualTo(3, "the guarded shell, its sleep, and the daemon that left the group");

        UnixSignal.Send(host.Id, UnixSignal.Kill);
        await host.WaitForExitAsync();

        await Eventually.BecomesTrueAsync(() => all.Concat(strays).All(IsGone) && FreePorts.IsFree(port), TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData(UnixSignal.Terminate)]
    [InlineData(UnixSignal.Interrupt)]
    public async Task Ended_AppHost_stops_everything_and_says_so_with_code_0(int signal)
    {
        var port = FreePorts.Next();
        using var host = Start($"--RedisPort={port}", "--StopTimeoutSeconds=1");
        await RunsAsync(host, port);
        var all = ProcessTree.DescendantsOf(host.Id).Concat(Strays(host.Id)).ToArray();

        UnixSignal.Send(host.Id, signal);
        await host.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));

        host.ExitCode.ShouldBe(0);
        await Eventually.BecomesTrueAsync(() => all.All(IsGone) && FreePorts.IsFree(port));
    }

    [Fact]
    public async Task Busy_port_is_one_clear_line_and_code_1()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        using var host = Start($"--RedisPort={port}");
        var told = new System.Text.StringBuilder();
        host.OutputDataReceived += (_, line) => told.AppendLine(line.Data);
        var error = await host.StandardError.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30));
        await host.WaitForExitAsync();

        host.ExitCode.ShouldBe(1);
        told.ToString().ShouldNotContain("Exception");
        error.Trim().ShouldBe($"error: Port {port}, where 'redis' has to listen, is in use by {OwnName()} (process {Environment.ProcessId}); end that program, or choose another port.");
    }

    [Fact]
    public async Task Missing_program_is_one_clear_line_and_code_1()
    {
        using var host = Start("--Program=no-such-program");
        var error = await host.StandardError.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30));
        await host.WaitForExitAsync();

        host.ExitCode.ShouldBe(1);
        error.Trim().ShouldStartWith("error: 'program' cannot start: no-such-program is not installed");
        error.Trim().ShouldNotContain("\n");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string OwnName() => File.ReadAllText("/proc/self/comm").Trim();

    private static bool IsGone(int id) => ProcessTree.StartTimeOf(id) is null;

    private static async Task RunsAsync(Process host, int redisPort)
    {
        await Eventually.BecomesTrueAsync(() => host.HasExited || (Listens(redisPort) && Strays(host.Id).Count >= 3), TimeSpan.FromMinutes(1));
        host.HasExited.ShouldBeFalse();
    }

    // Asked as a client: who tries to listen there takes the port away from the one that is about to.
    private static bool Listens(int port)
    {
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    // All that runs in the AppHost's name, wherever it went: the run's mark is in its environment.
    private static List<int> Strays(int host)
    {
        var mark = ProcessTree.DescendantsOf(host).Select(Mark).FirstOrDefault(m => m is not null);
        return mark is null ? [] : [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Where(n => char.IsAsciiDigit(n![0])).Select(n => int.Parse(n!, CultureInfo.InvariantCulture)).Where(id => Mark(id) == mark)];
    }

    private static string? Mark(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/environ").Split('\0').FirstOrDefault(v => v.StartsWith("APPHOST_RUN_ID=", StringComparison.Ordinal));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private Process Start(params string[] args)
    {
        // A shell without job control starts its background jobs deaf to Ctrl+C, and deafness is inherited: a test run may be one.
        var start = new ProcessStartInfo("env")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var word in (string[])["--default-signal=INT,QUIT", Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", "exec", typeof(Projects.SmallAppHost).Assembly.Location, $"--LocalFolder={_folder.FullName}", .. args])
        {
            start.ArgumentList.Add(word);
        }

        var host = Process.Start(start)!;
        host.OutputDataReceived += (_, _) => { };
        host.BeginOutputReadLine();
        return host;
    }
}
