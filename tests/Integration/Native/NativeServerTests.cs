using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using NativeServers;
using Platform.Testkit.Files;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Native;

public sealed class NativeServerTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Server_whose_owner_is_killed_ends_with_all_its_processes_and_its_folder_if_that_is_temporary(bool temporary)
    {
        using var outer = new TemporaryFolder();
        var folder = Directory.CreateDirectory(outer.File("server"));
        var server = RabbitMq(folder.FullName, FreePorts.Next(5));
        await server.PrepareAsync(CancellationToken.None);

        // "owner | server": the pipe between them ends with the owner, as the pipe from a killed test run does.
        var command = string.Join(' ', NativeServerProcess.GuardedCommandLine(server, temporary ? folder.FullName : null).Select(word => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"sleep 3600 | {command} > /dev/null 2>&1 & wait"]) { UseShellExecute = false };
        foreach (var (name, value) in server.Environment)
        {
            start.Environment[name] = value;
        }

        using var shell = Process.Start(start)!;
        await Eventually.BecomesTrueAsync(() => server.IsReadyAsync(CancellationToken.None), TimeSpan.FromSeconds(60));
        var processes = ProcessTree.DescendantsOf(shell.Id);
        processes.Count.ShouldBeGreaterThan(4);
        var owner = processes.Single(id => NameOf(id) == "sleep" && !processes.Any(other => ProcessTree.DescendantsOf(other).Contains(id)));

        UnixSignal.Send(owner, UnixSignal.Kill);

        await Eventually.BecomesTrueAsync(() => processes.All(id => NameOf(id) is null), TimeSpan.FromSeconds(30));
        server.Ports.ShouldAllBe(port => FreePorts.IsFree(port));
        await Eventually.BecomesTrueAsync(() => Directory.Exists(folder.FullName) != temporary);
    }

    [Fact]
    public async Task RabbitMq_offers_metrics_and_management_to_its_user_and_frees_every_port_at_the_end()
    {
        using var folder = new TemporaryFolder();
        var ports = FreePorts.Next(5);
        var server = RabbitMq(folder.Path, ports);
        await using (var process = new NativeServerProcess(server))
        {
            await process.StartAsync();
            using var client = new HttpClient();
            (await client.GetStringAsync(Url(ports[2], "metrics"))).ShouldContain("rabbitmq_build_info");
            client.DefaultRequestHeaders.Authorization =
                new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("user:pass-1")));
            (await client.GetStringAsync(Url(ports[1], "api/whoami"))).ShouldContain("administrator");
        }

        ports.ShouldAllBe(port => FreePorts.IsFree(port));
    }

    [Fact]
    public async Task PostgreSql_asked_to_live_where_its_user_may_not_go_lives_elsewhere_and_says_so()
    {
        using var folder = new TemporaryFolder();
        var closed = Directory.CreateDirectory(folder.File("closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var wanted = Path.Combine(closed.FullName, "postgres");
        var server = PostgreSqlServer.Create(new PostgreSqlServerOptions { DataFolder = wanted, Port = FreePorts.Next(), Password = "secret" });
        try
        {
            if (Environment.IsPrivilegedProcess)
            {
                server.Notice.ShouldNotBeNull().ShouldContain(server.DataFolder);
                server.DataFolder.ShouldNotBe(wanted);
            }
            else
            {
                server.Notice.ShouldBeNull();
                server.DataFolder.ShouldBe(wanted);
            }

            await using var process = new NativeServerProcess(server);
            await process.StartAsync();
            (await server.IsReadyAsync(CancellationToken.None)).ShouldBeTrue();
        }
        finally
        {
            Directory.Delete(server.DataFolder, recursive: true);
        }
    }

    [Fact]
    public async Task Killed_postgresql_has_what_it_confirmed_after_the_next_start()
    {
        using var folder = new TemporaryFolder();
        var server = PostgreSqlServer.Create(new PostgreSqlServerOptions
        {
            DataFolder = folder.File("postgres"),
            Port = FreePorts.Next(),
            Password = "secret",
            Settings = new Dictionary<string, string> { ["shared_buffers"] = "32MB" },
        });
        await using var process = new NativeServerProcess(server);
        await process.StartAsync();
        var connectionString = string.Create(
            CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={server.Ports[0]};Username=postgres;Password=secret;Database=postgres;Pooling=false");
        await using var source = Npgsql.NpgsqlDataSource.Create(connectionString);
        await using (var write = source.CreateCommand("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS id"))
        {
            await write.ExecuteNonQueryAsync();
        }

        await process.KillAsync();
        process.IsRunning.ShouldBeFalse();
        await process.StartAsync();

        await using var count = source.CreateCommand("SELECT count(*), current_setting('fsync') FROM kept");
        await using var reader = await count.ExecuteReaderAsync();
        (await reader.ReadAsync()).ShouldBeTrue();
        reader.GetInt64(0).ShouldBe(1000);
        reader.GetString(1).ShouldBe("on");
    }

    [Fact]
    public async Task Server_that_cannot_start_fails_with_its_own_words()
    {
        using var folder = new TemporaryFolder();
        var server = PostgreSqlServer.Create(new PostgreSqlServerOptions
        {
            DataFolder = folder.File("postgres"),
            Port = FreePorts.Next(),
            Password = "secret",
            Settings = new Dictionary<string, string> { ["no_such_setting"] = "1" },
        });
        await using var process = new NativeServerProcess(server);

        var problem = await Should.ThrowAsync<InvalidOperationException>(() => process.StartAsync());

        problem.Message.ShouldContain("no_such_setting");
        process.IsRunning.ShouldBeFalse();
    }

    private static NativeServer RabbitMq(string folder, IReadOnlyList<int> ports) => RabbitMqServer.Create(new RabbitMqServerOptions
    {
        DataFolder = folder,
        Port = ports[0],
        ManagementPort = ports[1],
        PrometheusPort = ports[2],
        DistributionPort = ports[3],
        PortMapperPort = ports[4],
        User = "user",
        Password = "pass-1",
    });

    private static string Url(int port, string path) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/{path}");

    private static string? NameOf(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return ProcessTree.StartTimeOf(id) is null ? null : process.ProcessName;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
