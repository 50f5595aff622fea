using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.Json;
using Platform.Contracts.PublicApi;
using Platform.EndToEnd.Accounts;
using Platform.Testkit.Files;
using Platform.Testkit.Servers;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.EndToEnd.Hosting;

/// <summary>The AppHost as a program: what it says when it cannot start, what stays when it ends, what it publishes and that compose files say the same.</summary>
public sealed class AppHostTests : IDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(4);

    // A second one would show the same.
    private static readonly (string Name, string Value) s_oneWorker = ("Workers", "1");

    // What is published is the same for all tests, and takes as long as a start.
    private static string? s_manifest;

    private readonly TemporaryFolder _folder = new();
    private readonly IReadOnlyList<int> _ports = FreePorts.Next(5);

    [Fact]
    public async Task Only_the_owner_and_this_machine_get_in_and_no_process_remains_after_an_interrupt()
    {
        using var http = Gateway();
        using var host = Start([], s_oneWorker);
        await ReadyAsync(host, http);

        // What nobody waits for, such as Prometheus' programs, may still be starting.
        await Eventually.PassesAsync(() =>
        {
            Listeners(Processes()).ShouldAllBe(listener => IPAddress.IsLoopback(listener.Address));
            return Task.CompletedTask;
        });
        OnlyTheOwnerGetsIn();
        await InterruptAsync(host);
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task Data_is_kept_and_no_process_remains_after_a_kill()
    {
        using var http = Gateway();
        RegisterRequest ada;
        using (var host = Start([], s_oneWorker))
        {
            await ReadyAsync(host, http);
            ada = await RegisterAsync(http);
            host.Kill();
            await EverythingEndsAsync();
        }

        using (var host = Start([], s_oneWorker))
        {
            await ReadyAsync(host, http);
            (await SignInAsync(http, ada)).EnsureSuccessStatusCode().Dispose();
            await InterruptAsync(host);
        }

        // Killed as soon as the data is there: what is still starting ends as well.
        using (var host = Start([], s_oneWorker))
        {
            await Eventually.BecomesTrueAsync(
                async () =>
                {
                    host.HasExited.ShouldBeFalse();
                    using var signedIn = await SignInAsync(http, ada);
                    return signedIn.IsSuccessStatusCode;
                },
                s_longest);
            host.Kill();
            await EverythingEndsAsync();
        }
    }

    [Fact]
    public async Task A_busy_port_is_one_clear_line_and_code_1()
    {
        using var listener = new TcpListener(IPAddress.Loopback, _ports[0]);
        listener.Start();

        var (code, errors) = await FailAsync();

        code.ShouldBe(1);
        errors.Trim().ShouldBe($"The platform cannot start: port {_ports[0]} is busy: end what listens there, or choose another by Ports:ApiGateway");
    }

    [Fact]
    public async Task A_missing_program_is_one_clear_line_and_code_1()
    {
        var (code, errors) = await FailAsync(("PATH", "/nowhere"));

        code.ShouldBe(1);
        errors.Trim().ShouldStartWith("The platform cannot start: redis-server, ");
        errors.Trim().ShouldContain("not installed: run eng/install-programs, or apt-get install redis-server ");
        errors.Trim().ShouldNotContain("\n");
    }

    [Fact]
    public async Task An_unknown_placement_of_servers_is_one_clear_line_and_code_1()
    {
        var (code, errors) = await FailAsync(("Servers", "cloud"));

        (code, errors.Trim()).ShouldBe((1, "The platform cannot start: Servers is auto, native or containers, not 'cloud'"));
    }

    [Fact]
    public Task A_number_of_replicas_that_is_out_of_range_is_one_clear_line_and_code_1() => ShouldBeOutOfRangeAsync("17");

    [Theory]
    [Trait("Length", "long")]
    [InlineData("0")]
    [InlineData("many")]
    public Task Any_other_number_of_replicas_that_is_out_of_range_is_one_clear_line_and_code_1(string number) => ShouldBeOutOfRangeAsync(number);

    private async Task ShouldBeOutOfRangeAsync(string number)
    {
        var (code, errors) = await FailAsync(("Brokers", number));

        (code, errors.Trim()).ShouldBe((1, $"The platform cannot start: Brokers is a number from 1 to 16, not '{number}'"));
    }

    [Fact]
    public async Task The_published_application_has_containers_and_projects()
    {
        using var manifest = await PublishAsync();
        var types = manifest.RootElement.GetProperty("resources").EnumerateObject().ToDictionary(resource => resource.Name, resource => resource.Value.GetProperty("type").GetString()!, StringComparer.Ordinal);
        foreach (var server in (string[])["postgres", "redis", "messaging", "prometheus", "alertmanager", "postgres-exporter", "redis-exporter", "node-exporter", "blackbox-exporter"])
        {
            types[server].ShouldStartWith("container.", Case.Sensitive, server);
        }

        foreach (var service in (string[])["job-manager", "broker", "operations", "api-gateway", "worker-1", "worker-2", "frontend"])
        {
            types[service].ShouldStartWith("project.", Case.Sensitive, service);
        }

        types.Values.ShouldNotContain(type => type.StartsWith("executable.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_compose_files_have_the_services_references_ports_and_settings_of_the_published_application()
    {
        using var manifest = await PublishAsync();
        var secrets = _folder.File("secrets");
        using (var made = Process.Start(RepositoryRoot.Combine("deploy", "compose", "make-secrets"), [secrets]))
        {
            await made.WaitForExitAsync().WaitAsync(s_longest);
            made.ExitCode.ShouldBe(0);
        }

        var published = PublishedResource.Read(manifest);
        var services = ComposeFiles.Services(["compose.yaml", "monitoring.yaml"]);
        services.Keys.ShouldBe([.. published.Select(resource => resource.Name), "volume-owner"], ignoreOrder: true);

        // Where one service names another: in variables, in secrets, among the targets of Prometheus.
        string SecretOf(string name) => File.ReadAllText(Path.Combine(secrets, name));
        var addresses = string.Join('\n', Directory.GetFiles(Path.Combine(ComposeFiles.Folder, "targets")).Select(File.ReadAllText)
            .Concat(services.Values.SelectMany(service => service.Environment.Values.Concat(service.SecretFiles.Values.Select(SecretOf)))));
        foreach (var resource in published)
        {
            var service = services[resource.Name];

            // A secret that is a setting has the setting's name.
            resource.Settings.Except(service.Environment.Keys).Except(service.SecretFiles.Keys.Select(path => Path.GetFileName(path))).ShouldBeEmpty(resource.Name);
            var reached = service.Environment.Values.Concat(service.SecretFiles.Values.Select(SecretOf)).ToList();
            resource.References.Where(other => !reached.Any(text => text.Contains(other + ":", StringComparison.Ordinal) || text.Contains($"Host={other};", StringComparison.Ordinal))).ShouldBeEmpty(resource.Name);
            resource.PublicPorts.Where(port => !service.Texts("ports").Any(mapping => mapping.StartsWith($"127.0.0.1:{port}:", StringComparison.Ordinal))).ShouldBeEmpty(resource.Name);
            resource.Ports.Where(port => !addresses.Contains($"{resource.Name}:{port}", StringComparison.Ordinal)).ShouldBeEmpty(resource.Name);
            if (resource.Image is { } image)
            {
                WithoutRegistry(service.Image).ShouldBe(WithoutRegistry(image), resource.Name);
            }

            // The servers' settings and passwords are in files.
            if (resource.Name is not ("postgres" or "redis" or "messaging"))
            {
                resource.Arguments.Except(service.Texts("command")).ShouldBeEmpty(resource.Name);
            }
        }

        static string WithoutRegistry(string image) => image.StartsWith("docker.io/", StringComparison.Ordinal) ? image["docker.io/".Length..] : image;
    }

    public void Dispose() => _folder.Dispose();

    private async Task<JsonDocument> PublishAsync()
    {
        s_manifest ??= await PublishOnceAsync();
        return JsonDocument.Parse(s_manifest);
    }

    private async Task<string> PublishOnceAsync()
    {
        using var host = Start(["--operation", "publish", "--step", "publish-manifest", "--output-path", _folder.Path], ("Monitoring__Enabled", "true"), ("Ports__ApiGateway", "8000"), ("Ports__Frontend", "8080"));
        await host.WaitForExitAsync().WaitAsync(s_longest);
        host.ExitCode.ShouldBe(0);
        return await File.ReadAllTextAsync(_folder.File("aspire-manifest.json"));
    }

    private HttpClient Gateway() => new() { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{_ports[0]}")) };

    private async Task ReadyAsync(Process host, HttpClient http) => await Eventually.BecomesTrueAsync(
        async () =>
        {
            host.HasExited.ShouldBeFalse();
            using var page = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{_ports[1]}")) };
            return (await http.GetAsync("/health/ready")).IsSuccessStatusCode && (await page.GetAsync("/health/ready")).IsSuccessStatusCode;
        },
        s_longest);

    private static async Task<RegisterRequest> RegisterAsync(HttpClient http)
    {
        var ada = new RegisterRequest($"ada-{Guid.CreateVersion7():N}@example.org", ApiUser.Password);
        using var registered = await http.PostAsJsonAsync("/api/v1/auth/register", ada, ApiUser.Json);
        registered.EnsureSuccessStatusCode();
        return ada;
    }

    private static Task<HttpResponseMessage> SignInAsync(HttpClient http, RegisterRequest account) =>
        http.PostAsJsonAsync("/api/v1/auth/sign-in", new SignInRequest(account.Email, account.Password), ApiUser.Json);

    private async Task InterruptAsync(Process host)
    {
        using var interrupt = Process.Start("kill", ["-INT", host.Id.ToString(CultureInfo.InvariantCulture)]);
        await host.WaitForExitAsync().WaitAsync(s_longest);
        host.ExitCode.ShouldBe(0);
        await EverythingEndsAsync();
    }

    private void OnlyTheOwnerGetsIn()
    {
        var local = _folder.File("local");
        var data = Path.Combine(local, "data");

        // Root's PostgreSQL is another user, who gets through to its own.
        string[] passedThrough = Environment.IsPrivilegedProcess ? [local, data] : [];
        OpenPermissions.In(local, passedThrough).ShouldBeEmpty();
        foreach (var folder in (string[])[local, data])
        {
            (File.GetUnixFileMode(folder) & ~(UnixFileMode.GroupExecute | UnixFileMode.OtherExecute))
                .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, folder);
        }

        foreach (var part in (string[])["data/redis", "data/messaging", "logs", "secrets.json"])
        {
            Path.Exists(Path.Combine(local, part)).ShouldBeTrue(part);
        }
    }

    private async Task EverythingEndsAsync()
    {
        await Eventually.BecomesTrueAsync(() => Processes().Count == 0, TimeSpan.FromMinutes(1));
        _ports.ShouldAllBe(port => FreePorts.IsFree(port));
    }

    private async Task<(int Code, string Errors)> FailAsync(params (string Name, string Value)[] environment)
    {
        using var host = Start([], environment);
        var errors = await host.StandardError.ReadToEndAsync().WaitAsync(s_longest);
        await host.WaitForExitAsync();
        return (host.ExitCode, errors);
    }

    private Process Start(string[]? arguments = null, params (string Name, string Value)[] environment)
    {
        // Under the loosest umask: what is closed was closed on purpose. By env, because a shell without job control starts its background
        // jobs deaf to Ctrl+C, and deafness is inherited: a test run may be one.
        var dotnet = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var program = RepositoryRoot.Combine("AppHost", "bin", framework.Parent!.Name, framework.Name, "AppHost.dll");
        var start = new ProcessStartInfo("/bin/sh", ["-c", "umask 0; exec \"$@\"", "sh", "/usr/bin/env", "--default-signal=INT,QUIT", dotnet, "exec", program, .. arguments ?? []])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in ((string, string)[])
        [
            ("LocalFolder", _folder.File("local")),
            ("Servers", "native"),
            ("Monitoring__Enabled", "false"),
            ("Ports__ApiGateway", Invariant(_ports[0])),
            ("Ports__Frontend", Invariant(_ports[1])),
            ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("ASPIRE_ALLOW_UNSECURED_TRANSPORT", "true"),
            ("ASPNETCORE_URLS", "http://localhost:" + Invariant(_ports[2])),
            ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "http://localhost:" + Invariant(_ports[3])),
            ("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", "http://localhost:" + Invariant(_ports[4])),
            .. environment,
        ])
        {
            start.Environment[name] = value;
        }

        var host = Process.Start(start)!;
        host.OutputDataReceived += static (_, _) => { };
        host.BeginOutputReadLine();
        return host;
    }

    /// <summary>All that runs in the AppHost's name, wherever it went: the folder for data is in its environment.</summary>
    private List<int> Processes() => [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
        .Where(name => char.IsAsciiDigit(name![0])).Select(name => int.Parse(name!, CultureInfo.InvariantCulture)).Where(id => EnvironmentOf(id).Contains(_folder.Path, StringComparison.Ordinal))];

    private static string EnvironmentOf(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/environ");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>Finds the addresses on which processes listen, by their open sockets.</summary>
    private static List<IPEndPoint> Listeners(IEnumerable<int> processes)
    {
        var sockets = processes.SelectMany(id => Directory.Exists($"/proc/{id}/fd") ? Directory.GetFiles($"/proc/{id}/fd") : [])
            .Select(file => new FileInfo(file).LinkTarget).OfType<string>().Where(link => link.StartsWith("socket:[", StringComparison.Ordinal)).Select(link => link[8..^1]).ToHashSet();
        const string listening = "0A";
        var ports = ((string[])["/proc/net/tcp", "/proc/net/tcp6"]).SelectMany(file => File.ReadLines(file).Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(fields => fields[3] == listening && sockets.Contains(fields[9]))
            .Select(fields => int.Parse(fields[1].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToHashSet();
        var listeners = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(listener => ports.Contains(listener.Port)).ToList();

        // The services, PostgreSQL, Redis, RabbitMQ with management, metrics, distribution and port mapper, and the dashboard at least.
        listeners.Select(listener => listener.Port).Distinct().Count().ShouldBeGreaterThan(12);
        return listeners;
    }

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);
}
