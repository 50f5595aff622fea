using System.Text.Json;
using System.Text.RegularExpressions;
using Platform.JobManager.Leases;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Platform.Unit.Deployment;

/// <summary>
/// The charts, as far as their files tell without the program that renders them: values, schema and templates agree, and what has its place elsewhere
/// in the repository gets into them. <c>make test-kubernetes</c> renders and installs them.
/// </summary>
public sealed partial class ChartTests
{
    private static readonly string s_folder = RepositoryRoot.Combine("deploy", "kubernetes");

    private static readonly YamlMappingNode s_services = (YamlMappingNode)Values("platform")["services"];

    public static TheoryData<string> Charts => ["platform", "data"];

    public static TheoryData<string> Services => [.. s_services.Select(service => Text(service.Key))];

    [Theory]
    [MemberData(nameof(Charts))]
    public void The_schema_knows_every_value_and_no_other(string chart)
    {
        using var schema = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(s_folder, chart, "values.schema.json")));
        Different(Values(chart), schema.RootElement, "").Where(path => path != "global").ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Charts))]
    public void Every_value_that_templates_use_exists_and_every_group_of_values_is_used(string chart)
    {
        var templates = Directory.GetFiles(Path.Combine(s_folder, chart, "templates")).Select(File.ReadAllText).ToList();
        var used = templates.SelectMany(text => UsedValue().Matches(text)).Select(match => match.Groups["path"].Value).Distinct().ToList();
        used.Count.ShouldBeGreaterThan(10);
        used.Where(path => !Exists(Values(chart), path.Split('.'))).ShouldBeEmpty();
        Values(chart).Select(value => Text(value.Key)).Where(name => !used.Any(path => path.Split('.')[0] == name)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Every_service_has_requests_and_limits_of_its_own(string name)
    {
        var values = (YamlMappingNode)s_services[name];
        foreach (var (kind, key) in ((string, string)[])[("requests", "cpu"), ("requests", "memory"), ("limits", "memory")])
        {
            Text(values["resources"][kind][key]).ShouldNotBeNullOrEmpty();
        }

        int.Parse(Text(values["replicas"]), System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(1, "one replica is away while its node is");
        File.Exists(RepositoryRoot.Combine(Program(name), "Program.cs")).ShouldBeTrue(name);
    }

    [Fact]
    public void The_chart_has_every_service()
    {
        var programs = Directory.GetDirectories(RepositoryRoot.Path).Select(folder => Path.GetFileName(folder))
            .Where(name => File.Exists(RepositoryRoot.Combine(name, name + ".csproj")) && File.ReadAllText(RepositoryRoot.Combine(name, name + ".csproj")).Contains("Sdk=\"Microsoft.NET.Sdk.Web\"", StringComparison.Ordinal));

        s_services.Select(service => Program(Text(service.Key))).ShouldBe(programs, ignoreOrder: true);
        Facts().Select(match => match.Groups["program"].Value).ShouldBe(programs, ignoreOrder: true);
    }

    [Fact]
    public void A_service_is_probed_and_has_no_needless_rights()
    {
        var deployment = Template("platform", "deployments.yaml");
        foreach (var part in (string[])["startupProbe:", "livenessProbe:", "readinessProbe:", "path: /health/live", "path: /health/ready", "automountServiceAccountToken: false", "topologySpreadConstraints:", "toYaml $values.resources"])
        {
            deployment.ShouldContain(part);
        }

        var helpers = Template("platform", "_helpers.tpl");
        foreach (var part in (string[])["runAsNonRoot: true", "readOnlyRootFilesystem: true", "allowPrivilegeEscalation: false", "drop: [ALL]"])
        {
            helpers.ShouldContain(part);
        }

        // No role, and nobody is given one.
        foreach (var file in ((string[])["platform", "data"]).SelectMany(chart => Directory.GetFiles(Path.Combine(s_folder, chart, "templates"))))
        {
            File.ReadAllText(file).ShouldNotMatch("kind: (Cluster)?Role(Binding)?\n", file);
        }
    }

    [Fact]
    public void A_worker_has_more_time_to_end_than_a_lease_lasts()
    {
        var lease = (int)new LeaseOptions().Duration.TotalSeconds;
        int.Parse(Text(s_services["worker"]["terminationGracePeriodSeconds"]), System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(lease);
        using var schema = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(s_folder, "platform", "values.schema.json")));
        schema.RootElement.GetProperty("properties").GetProperty("services").GetProperty("properties").GetProperty("worker").GetProperty("properties")
            .GetProperty("terminationGracePeriodSeconds").GetProperty("minimum").GetInt32().ShouldBe(lease + 1);
    }

    [Fact]
    public async Task Rules_dashboards_and_settings_of_the_repository_get_into_the_charts()
    {
        using var folder = new TemporaryFolder();
        await Script.RunAsync("eng/make-charts", folder.Path);
        var rules = Names(RepositoryRoot.Combine("deploy", "prometheus", "rules"), "*.yml").Concat(Names(Path.Combine(s_folder, "rules"), "*.yml"));

        Names(Path.Combine(folder.Path, "platform", "files", "rules"), "*.yml").ShouldBe(rules, ignoreOrder: true);
        Names(Path.Combine(folder.Path, "platform", "files", "dashboards"), "*.json").ShouldBe(Names(RepositoryRoot.Combine("deploy", "grafana", "dashboards"), "*.json"), ignoreOrder: true);
        (await File.ReadAllTextAsync(Path.Combine(folder.Path, "data", "files", "postgres.settings"))).ShouldBe(await File.ReadAllTextAsync(RepositoryRoot.Combine("AppHost", "Servers", "postgres.settings")));
        var version = System.Xml.Linq.XDocument.Load(RepositoryRoot.Combine("Directory.Build.props")).Descendants("Version").Single().Value;
        (await File.ReadAllTextAsync(Path.Combine(folder.Path, "platform", "Chart.yaml"))).ShouldContain($"\nversion: {version}\nappVersion: \"{version}\"\n");
    }

    [Fact]
    public void Services_are_scraped_within_the_limits_of_prometheus_yml()
    {
        var scrape = File.ReadAllText(RepositoryRoot.Combine("deploy", "prometheus", "prometheus.yml"));
        var monitor = Template("platform", "monitoring.yaml");
        foreach (var (ours, theirs) in ((string, string)[])
        [
            ("sample_limit: 5000", "sampleLimit: 5000"), ("label_limit: 40", "labelLimit: 40"), ("label_value_length_limit: 200", "labelValueLengthLimit: 200"),
            ("body_size_limit: 16MB", "bodySizeLimit: 16MB"), ("scrape_timeout: 10s", "scrapeTimeout: 10s"), ("honor_labels: true", "honorLabels: true"), ("regex: .+_created", "regex: .+_created"),
        ])
        {
            scrape.ShouldContain(ours);
            monitor.ShouldContain(theirs);
        }
    }

    [Fact]
    public void Programs_of_others_have_the_same_version_on_one_host_and_in_Kubernetes()
    {
        var services = ComposeFiles.Services(ComposeFiles.All);
        var data = Values("data");
        Text(data["monitoring"]["postgresExporterImage"]).ShouldBe(services["postgres-exporter"].Image);
        Text(data["monitoring"]["redisExporterImage"]).ShouldBe(services["redis-exporter"].Image);
        Text(data["jaeger"]["image"]).ShouldBe(services["jaeger"].Image);
        Text(data["logs"]["image"]).ShouldBe(services["fluent-bit"].Image);
    }

    [Fact]
    public void Heaps_are_limited_as_on_a_developers_machine()
    {
        var services = ComposeFiles.Services(ComposeFiles.All);
        var model = File.ReadAllText(RepositoryRoot.Combine("AppHost", "Services", "ServiceExtensions.cs"));
        var chart = Template("platform", "_helpers.tpl");
        foreach (var variable in (string[])["DOTNET_GCgen0size", "DOTNET_GCHeapHardLimit"])
        {
            var value = services["job-manager"].Environment[variable];
            model.ShouldContain($"\"{variable}\", \"{value}\"");
            chart.ShouldContain($"\"{variable}\" \"{value}\"");
        }
    }

    [Fact]
    public void Workers_are_scaled_by_metrics_that_there_are()
    {
        var query = Regex.Match(Template("platform", "autoscaling.yaml"), "query: >-\n +(?<query>[^\n]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["query"].Value;
        var catalogue = File.ReadAllText(RepositoryRoot.Combine("deploy", "metrics.yaml"));
        foreach (var metric in (string[])["queue_depth", "jobs_active"])
        {
            query.ShouldContain(metric + "{job=");
            catalogue.ShouldContain($"  - name: {metric}\n");
        }
    }

    [Fact]
    public async Task The_Secret_has_every_file_that_services_read()
    {
        var made = await Script.RunAsync("deploy/kubernetes/make-secrets");
        var named = SecretNames().Matches(Template("platform", "_helpers.tpl")).SelectMany(match => match.Groups["names"].Value.Split(", ")).Distinct().ToList();

        named.Count.ShouldBeGreaterThan(4);
        named.Where(name => !made.Contains($"\n  {name}: ", StringComparison.Ordinal)).ShouldBeEmpty();
        made.ShouldContain("\n  session-key.xml: |\n    <?xml ");
        made.Split("\nkind: Secret\n").Length.ShouldBe(6);
    }

    [Fact]
    public void The_documentation_names_every_group_of_values()
    {
        var page = File.ReadAllText(RepositoryRoot.Combine("docs", "deploy.md"));
        Values("platform").Select(value => Text(value.Key)).Where(name => !page.Contains($"`{name}", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static IEnumerable<string> Different(YamlNode values, JsonElement schema, string path)
    {
        // A map without properties of its own takes any: labels, annotations, settings.
        if (values is not YamlMappingNode map || !schema.TryGetProperty("properties", out var properties) || path.EndsWith("resources.", StringComparison.Ordinal) || path.EndsWith("seccompProfile.", StringComparison.Ordinal))
        {
            yield break;
        }

        schema.GetProperty("additionalProperties").GetBoolean().ShouldBeFalse(path);
        var names = map.Select(value => Text(value.Key)).ToList();
        foreach (var name in properties.EnumerateObject().Select(property => property.Name).Except(names).Concat(names.Where(name => !properties.TryGetProperty(name, out _))))
        {
            yield return path + name;
        }

        foreach (var (key, value) in map.Where(value => properties.TryGetProperty(Text(value.Key), out _)))
        {
            foreach (var different in Different(value, properties.GetProperty(Text(key)), $"{path}{Text(key)}."))
            {
                yield return different;
            }
        }
    }

    private static bool Exists(YamlNode values, IEnumerable<string> path)
    {
        foreach (var name in path)
        {
            // Of a map that takes any key, or of one that depends on the service, the template looks up what may not be there.
            if (values is not YamlMappingNode map || map.Children.Count == 0)
            {
                return true;
            }

            if (!map.Children.TryGetValue(new YamlScalarNode(name), out var inner))
            {
                return false;
            }

            values = inner;
        }

        return true;
    }

    // api-gateway is the program ApiGateway.
    private static string Program(string service) => string.Concat(service.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    private static MatchCollection Facts() => ProgramFact().Matches(Template("platform", "_helpers.tpl"));

    private static string Template(string chart, string name) => File.ReadAllText(Path.Combine(s_folder, chart, "templates", name));

    private static IEnumerable<string> Names(string folder, string pattern) => Directory.GetFiles(folder, pattern, SearchOption.AllDirectories).Select(file => Path.GetFileName(file));

    private static YamlMappingNode Values(string chart)
    {
        using var text = File.OpenText(Path.Combine(s_folder, chart, "values.yaml"));
        var yaml = new YamlStream();
        yaml.Load(text);
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;

    [GeneratedRegex(@"\.Values\.(?<path>\w+(\.\w+)*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UsedValue();

    [GeneratedRegex(@"^  program: (?<program>\w+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ProgramFact();

    [GeneratedRegex(@"^  secrets: \[(?<names>[^\]]+)\]$|^- \{ key: (?<names>\w+), path", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretNames();
}
