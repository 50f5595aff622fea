using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Platform.JobManager.Leases;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Platform.Unit.Deployment;

/// <summary>
/// The compose files: what one names another has, and every service is limited. That they agree with the AppHost's model is tested with its manifest
/// (<c>tests/EndToEnd/Hosting/AppHostTests.cs</c>).
/// </summary>
public sealed partial class ComposeTests
{
    private static readonly IReadOnlyDictionary<string, ComposeService> s_services = ComposeFiles.Services(ComposeFiles.All);

    private static readonly string s_settings =
        File.ReadAllText(RepositoryRoot.Combine("docs", "settings.md")) + File.ReadAllText(RepositoryRoot.Combine("docs", "architecture.md"));

    // They end when their work is done.
    private static readonly string[] s_ending = ["-migrations", "volume-owner"];

    public static TheoryData<string> Services => [.. s_services.Keys];

    public static TheoryData<string> OwnServices => [.. s_services.Values.Where(service => service.IsOwn).Select(service => service.Name)];

    [Fact]
    public void The_files_are_those_of_the_folder() =>
        Directory.GetFiles(ComposeFiles.Folder, "*.yaml").Select(file => Path.GetFileName(file)).Where(name => File.ReadAllText(Path.Combine(ComposeFiles.Folder, name)).Contains("\nservices:\n", StringComparison.Ordinal))
            .ShouldBe(ComposeFiles.All, ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Services))]
    public void Every_service_has_limits_and_a_restart_policy(string name)
    {
        var service = s_services[name];
        var limits = (Dictionary<string, object?>)((Dictionary<string, object?>)service.Map("deploy")["resources"]!)["limits"]!;
        limits.Keys.ShouldBe(["cpus", "memory"]);
        service.Text("restart").ShouldBe(
            name.EndsWith(s_ending[0], StringComparison.Ordinal) ? "on-failure" : name.EndsWith(s_ending[1], StringComparison.Ordinal) ? "no" : "unless-stopped");

        // What the oldest supported program does not know.
        service.Content.Keys.ShouldNotContain("profiles");
        service.Content.GetValueOrDefault("depends_on", new List<object?>()).ShouldBeOfType<List<object?>>().ShouldAllBe(other => s_services.ContainsKey((string)other!));
    }

    [Theory]
    [MemberData(nameof(OwnServices))]
    public void Services_of_the_platform_have_no_needless_rights_and_are_probed(string name)
    {
        var service = s_services[name];
        service.Text("user").ShouldBe("1654:1654");
        service.Text("read_only").ShouldBe("true");
        service.Texts("cap_drop").ShouldBe(["ALL"]);
        service.Content.Keys.ShouldNotContain("cap_add");
        service.Texts("security_opt").ShouldBe(["no-new-privileges"]);
        service.Image.ShouldEndWith(":" + XDocument.Load(RepositoryRoot.Combine("Directory.Build.props")).Descendants("Version").Single().Value);
        if (name.EndsWith(s_ending[0], StringComparison.Ordinal))
        {
            service.Texts("command").ShouldBe(["migrate"]);
            return;
        }

        var test = ((List<object?>)service.Map("healthcheck")["test"]!).Select(word => (string)word!).ToArray();
        test.ShouldBe(["CMD", "dotnet", test[2], "probe"]);
        File.Exists(RepositoryRoot.Combine(Path.GetFileNameWithoutExtension(test[2]), "Program.cs")).ShouldBeTrue(test[2]);
    }

    [Theory]
    [MemberData(nameof(OwnServices))]
    public void Every_setting_of_a_service_is_documented(string name)
    {
        var service = s_services[name];
        var keys = service.Environment.Keys.Concat(service.SecretFiles.Keys.Where(path => path.StartsWith("/run/secrets/", StringComparison.Ordinal)).Select(path => Path.GetFileName(path)));
        keys.Where(key => key.Contains("__", StringComparison.Ordinal) && !IsDocumented(key)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Storage__Local__Root", true)]
    [InlineData("Visitors__Proxies__0", true)]
    [InlineData("Storage__Local__Rot", false)]
    [InlineData("Nothing__Key", false)]
    public void An_undocumented_setting_is_detected(string key, bool isDocumented) => IsDocumented(key).ShouldBe(isDocumented);

    [Theory]
    [MemberData(nameof(Services))]
    public void Mounts_are_files_of_the_repository_or_declared_volumes(string name)
    {
        var volumes = ComposeFiles.Section(ComposeFiles.All, "volumes");
        foreach (var source in s_services[name].Texts("volumes").Select(mount => mount.Split(':')[0]))
        {
            if (source.StartsWith('.') && !source.StartsWith("./secrets/", StringComparison.Ordinal))
            {
                Path.Exists(Path.Combine(ComposeFiles.Folder, source)).ShouldBeTrue(source);
            }
            else if (!source.StartsWith('.') && source != "/")
            {
                volumes.Keys.ShouldContain(source);
            }
        }
    }

    [Fact]
    public void Ports_are_published_on_this_machine_only_except_those_of_TLS()
    {
        foreach (var service in s_services.Values.Where(service => service.Name != "proxy"))
        {
            service.Texts("ports").ShouldAllBe(port => port.StartsWith("127.0.0.1:", StringComparison.Ordinal), service.Name);
        }

        s_services["proxy"].Texts("ports").ShouldBe(["443:8443", "8443:8444"]);
        s_services.Values.SelectMany(service => service.Texts("ports")).Select(port => port.Split(':')[^2]).ShouldBeUnique();
    }

    [Fact]
    public void A_worker_has_more_time_to_end_than_a_lease_lasts()
    {
        foreach (var worker in (string[])["worker-1", "worker-2"])
        {
            int.Parse(s_services[worker].Text("stop_grace_period")!.TrimEnd('s'), CultureInfo.InvariantCulture).ShouldBeGreaterThan((int)new LeaseOptions().Duration.TotalSeconds);
        }
    }

    [Fact]
    public async Task Every_secret_is_made_once_behind_a_closed_folder_and_used()
    {
        using var folder = new TemporaryFolder();
        var secrets = folder.File("secrets");
        await Script.RunAsync("deploy/compose/make-secrets", secrets);
        var first = Directory.GetFiles(secrets).ToDictionary(file => Path.GetFileName(file), File.ReadAllText);
        await Script.RunAsync("deploy/compose/make-secrets", secrets);

        Directory.GetFiles(secrets).ToDictionary(file => Path.GetFileName(file), File.ReadAllText).ShouldBe(first, ignoreOrder: true);
        File.GetUnixFileMode(secrets).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        var declared = ComposeFiles.Section(ComposeFiles.All, "secrets");
        foreach (var (name, secret) in declared)
        {
            ((Dictionary<string, object?>)secret!)["file"].ShouldBe("./secrets/" + name);
        }

        // A certificate is made where openssl is there.
        declared.Keys.Except(["tls.crt", "tls.key"]).Where(name => !first.ContainsKey(name)).ShouldBeEmpty();
        s_services.Values.SelectMany(service => service.SecretFiles.Values).Distinct().ShouldBe(declared.Keys, ignoreOrder: true);

        // Without characters that any of these forms would have to quote.
        first["postgres-password"].ShouldMatch("^[A-Za-z0-9]{32}$");
        first["database"].ShouldContain($"Password={first["postgres-password"]};");
        first["web.yml"].ShouldMatch("""^basic_auth_users:\n  platform: '\$2b\$10\$[./A-Za-z0-9]{53}'\n$""");
        new[] { "postgres-password", "redis-password", "messaging-password", "internal-key", "visitor-key", "log-key", "monitoring-password", "grafana-password" }
            .Select(name => first[name]).ShouldBeUnique();
    }

    [Fact]
    public void Every_job_of_Prometheus_has_targets_among_the_services()
    {
        using var text = File.OpenText(RepositoryRoot.Combine("deploy", "prometheus", "prometheus.yml"));
        var configuration = new YamlStream();
        configuration.Load(text);
        var jobs = ((YamlSequenceNode)configuration.Documents[0].RootNode["scrape_configs"]).Select(job => ((YamlScalarNode)job["job_name"]).Value!).ToList();

        Directory.GetFiles(Path.Combine(ComposeFiles.Folder, "targets")).Select(file => Path.GetFileNameWithoutExtension(file)).ShouldBe(jobs, ignoreOrder: true);
        foreach (var job in jobs)
        {
            using var groups = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(ComposeFiles.Folder, "targets", job + ".json")));
            foreach (var group in groups.RootElement.EnumerateArray())
            {
                group.GetProperty("labels").GetProperty("service").GetString().ShouldNotBeNullOrEmpty();
                var target = group.GetProperty("targets").EnumerateArray().Single().GetString()!;
                var authority = target.Contains("://", StringComparison.Ordinal) ? new Uri(target).Authority : target;
                s_services.Keys.ShouldContain(authority.Split(':')[0]);
            }
        }

        s_services.Values.Where(service => service.IsOwn && !service.Name.EndsWith(s_ending[0], StringComparison.Ordinal)).Select(service => service.Name)
            .Where(name => !Directory.GetFiles(Path.Combine(ComposeFiles.Folder, "targets")).Any(file => File.ReadAllText(file).Contains($"\"{name}:8080\"", StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [Fact]
    public void Addresses_of_other_services_exist()
    {
        foreach (var service in s_services.Values)
        {
            service.Environment.Values.SelectMany(value => Address().Matches(value)).Select(match => match.Groups["host"].Value).Where(host => host != "localhost" && !s_services.ContainsKey(host)).ShouldBeEmpty(service.Name);
        }

        Upstream().Matches(File.ReadAllText(Path.Combine(ComposeFiles.Folder, "Caddyfile"))).Select(match => match.Groups["host"].Value).ShouldBe(["frontend", "api-gateway"]);
    }

    // A__B__0 is documented as `A:B`, or as `:B` in the row of A.
    private static bool IsDocumented(string key)
    {
        var parts = key.Split("__").Where(part => !part.All(char.IsAsciiDigit)).ToArray();
        return parts[0] is "ConnectionStrings" or "services"
            || s_settings.Split('\n').Where(line => line.StartsWith($"| `{parts[0]}:", StringComparison.Ordinal) || line.Contains($", `{parts[0]}:", StringComparison.Ordinal))
                .Any(line => line.Contains($"`{string.Join(':', parts)}`", StringComparison.Ordinal) || line.Contains($"`:{parts[^1]}`", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"https?://(?<host>[a-z0-9-]+)[:/]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();

    [GeneratedRegex(@"reverse_proxy (?<host>[a-z-]+):8080", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Upstream();
}
