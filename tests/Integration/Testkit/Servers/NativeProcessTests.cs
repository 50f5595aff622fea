using System.Diagnostics;
using System.Globalization;
using System.Net;
using Npgsql;
using Platform.Testkit.Files;
using Platform.Testkit.Servers;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Testkit.Servers;

/// <summary>The scripts that start Debian's servers, for the AppHost and for tests.</summary>
public sealed class NativeProcessTests
{
    private static readonly string[] s_settings = ["-c", "shared_buffers=32MB"];

    [Fact]
    public async Task RabbitMQ_listens_on_loopback_only_has_a_unique_cookie_and_ends_with_a_killed_test_process()
    {
        using var folder = new TemporaryFolder();
        var ports = FreePorts.Next(5);

        // "owner | server": the pipe between them ends with the owner, as the pipe from a killed test run does.
        var scripts = Path.Combine(AppContext.BaseDirectory, "Servers");
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"sleep 3600 | sh '{scripts}/guard.sh' sh '{scripts}/rabbitmq.sh' > /dev/null 2>&1 & wait"]);
        foreach (var (name, value) in RabbitMq(ports).Append(new("SERVER_FOLDER", folder.File("data"))))
        {
            start.Environment[name] = value;
        }

        using var shell = Process.Start(start)!;
        await Eventually.BecomesTrueAsync(() => ports.All(port => !FreePorts.IsFree(port)), TimeSpan.FromSeconds(90));

        Listeners().Where(listener => ports.Contains(listener.Port)).ShouldAllBe(listener => IPAddress.IsLoopback(listener.Address));
        Listeners().Count(listener => ports.Contains(listener.Port)).ShouldBeGreaterThanOrEqualTo(5);
        using (var client = new HttpClient())
        {
            var metrics = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ports[2]}/metrics"));
            (await Eventually.GetAsync(async () => await client.GetStringAsync(metrics))).ShouldContain("rabbitmq_build_info");
        }

        var cookie = await File.ReadAllTextAsync(Path.Combine(folder.File("data"), ".erlang.cookie"));
        cookie.Trim().Length.ShouldBe(64);
        await using (var other = NativeProcess.ByScript("rabbitmq.sh", RabbitMq(FreePorts.Next(5))))
        {
            await other.StartAsync(CancellationToken.None);
            await Eventually.BecomesTrueAsync(() => File.Exists(Path.Combine(other.Folder, ".erlang.cookie")) && new FileInfo(Path.Combine(other.Folder, ".erlang.cookie")).Length > 60);
            (await File.ReadAllTextAsync(Path.Combine(other.Folder, ".erlang.cookie"))).ShouldNotBe(cookie);
        }

        var processes = OfFolder(folder.Path);
        processes.Count.ShouldBeGreaterThan(3);
        var owner = processes.Single(id => NameOf(id) == "sleep");
        using (var process = Process.GetProcessById(owner))
        {
            process.Kill();
        }

        await Eventually.BecomesTrueAsync(() => OfFolder(folder.Path).Count == 0, TimeSpan.FromSeconds(30));
        ports.ShouldAllBe(port => FreePorts.IsFree(port));
    }

    [Fact]
    public async Task PostgreSQL_uses_another_folder_when_its_user_has_no_access()
    {
        using var folder = new TemporaryFolder();
        var closed = Directory.CreateDirectory(folder.File("closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var wanted = Path.Combine(closed.FullName, "postgres");
        var port = FreePorts.Next();
        await using var server = NativeProcess.ByScript("postgres.sh", new Dictionary<string, string>(Postgres(port)) { ["SERVER_FOLDER"] = wanted }, s_settings);
        await server.StartAsync(CancellationToken.None);
        await using var source = Source(port);
        await using var ask = source.CreateCommand("SHOW data_directory");
        var place = "";
        await Eventually.BecomesTrueAsync(async () => (place = (string)(await ask.ExecuteScalarAsync())!).Length > 0, TimeSpan.FromSeconds(60));

        if (Environment.IsPrivilegedProcess)
        {
            place.ShouldStartWith("/var/lib/postgresql/postgres-");
            server.Output.ShouldContain(Path.GetDirectoryName(place)!);
            await server.StopAsync(CancellationToken.None);
            Directory.Delete(Path.GetDirectoryName(place)!, recursive: true);
        }
        else
        {
            place.ShouldStartWith(wanted);
        }
    }

    // ChaosTests kills it under load, and nothing is lost.
    [Fact]
    [Trait("Length", "long")]
    public async Task Killed_PostgreSQL_keeps_confirmed_transactions()
    {
        var port = FreePorts.Next();
        await using var server = NativeProcess.ByScript("postgres.sh", Postgres(port), s_settings);
        await server.StartAsync(CancellationToken.None);
        await using var source = Source(port);
        await using (var write = source.CreateCommand("CREATE TABLE IF NOT EXISTS kept AS SELECT generate_series(1, 1000) AS id"))
        {
            await Eventually.BecomesTrueAsync(async () => await write.ExecuteNonQueryAsync() == -1, TimeSpan.FromSeconds(60));
        }

        await server.KillAsync();
        server.IsRunning.ShouldBeFalse();
        await using var count = source.CreateCommand("SELECT count(*) FROM kept WHERE current_setting('fsync') = 'on'");
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                // As the AppHost starts a server again that ended.
                if (!server.IsRunning)
                {
                    await server.StartAsync(CancellationToken.None);
                }

                return (long)(await count.ExecuteScalarAsync())! == 1000;
            },
            TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_server_that_cannot_start_fails_with_its_own_error_message()
    {
        await using var server = TestServer.PostgreSql("no_such_setting=1");

        var problem = await Should.ThrowAsync<Exception>(server.StartAsync);

        if (server.Process is NativeProcess)
        {
            problem.Message.ShouldContain("no_such_setting");
        }
    }

    private static Dictionary<string, string> RabbitMq(IReadOnlyList<int> ports) => new(StringComparer.Ordinal)
    {
        ["SERVER_PORT"] = Invariant(ports[0]),
        ["MANAGEMENT_PORT"] = Invariant(ports[1]),
        ["METRICS_PORT"] = Invariant(ports[2]),
        ["RABBITMQ_DIST_PORT"] = Invariant(ports[3]),
        ["ERL_EPMD_PORT"] = Invariant(ports[4]),
        ["RABBITMQ_DEFAULT_USER"] = "user",
        ["RABBITMQ_DEFAULT_PASS"] = "pass-1",
    };

    private static Dictionary<string, string> Postgres(int port) => new(StringComparer.Ordinal)
    {
        ["SERVER_PORT"] = Invariant(port),
        ["POSTGRES_USER"] = "postgres",
        ["POSTGRES_PASSWORD"] = "secret",
    };

    private static NpgsqlDataSource Source(int port) =>
        NpgsqlDataSource.Create(string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=postgres;Password=secret;Database=postgres;Pooling=false"));

    private static string Invariant(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static List<IPEndPoint> Listeners() => [.. System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()];

    // What runs for a server: its folder is in the environment of every process of it.
    private static List<int> OfFolder(string folder) => [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
        .Where(name => char.IsAsciiDigit(name![0])).Select(name => int.Parse(name!, CultureInfo.InvariantCulture)).Where(id => Read(id, "environ").Contains(folder, StringComparison.Ordinal))];

    private static string NameOf(int id) => Read(id, "comm").Trim();

    private static string Read(int id, string what)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/{what}"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
