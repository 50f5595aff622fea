using Platform.Testkit.Files;
using Shouldly;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Platform.Observability.Traces;

/// <summary>The deployment files of traces, for one host and for Kubernetes: they parse, and what one part names another part has.</summary>
public sealed class JaegerFilesTests
{
    private static readonly string s_folder = RepositoryRoot.Combine("deploy", "compose");

    [Theory]
    [InlineData("jaeger.yaml")]
    [InlineData("otel-collector.yaml")]
    public void Pipelines_use_only_defined_components(string file)
    {
        var config = Read(file);
        var service = Map(config, "service");
        Names(service, "extensions").ShouldBeSubsetOf(Keys(config, "extensions"));
        foreach (var pipeline in Map(service, "pipelines").Children.Values.Cast<YamlMappingNode>())
        {
            foreach (var part in (string[])["receivers", "processors", "exporters"])
            {
                if (part == "processors" && !pipeline.Children.ContainsKey(part))
                {
                    continue;
                }

                Names(pipeline, part).ShouldNotBeEmpty();
                Names(pipeline, part).ShouldBeSubsetOf(Keys(config, part));
            }
        }

        var protocols = Map(Map(Map(config, "receivers"), "otlp"), "protocols");
        Text(Map(protocols, "grpc"), "endpoint").ShouldEndWith(":4317");
        Text(Map(protocols, "http"), "endpoint").ShouldEndWith(":4318");
    }

    [Fact]
    public void Jaeger_uses_only_defined_storage()
    {
        var config = Read("jaeger.yaml");
        var backends = Keys(Map(Map(config, "extensions"), "jaeger_storage"), "backends");
        backends.ShouldContain(Text(Map(Map(config, "exporters"), "jaeger_storage_exporter"), "trace_storage"));
        backends.ShouldContain(Text(Map(Map(Map(config, "extensions"), "jaeger_query"), "storage"), "traces"));
    }

    [Fact]
    public void Compose_sends_traces_through_the_collector_to_Jaeger_whose_page_is_on_this_machine_only()
    {
        var compose = Read("traces.yaml");
        var services = Map(compose, "services");
        var jaeger = Map(services, "jaeger");
        Names(jaeger, "ports").ShouldAllBe(port => port.StartsWith("127.0.0.1:", StringComparison.Ordinal) && port.EndsWith(":16686", StringComparison.Ordinal));
        var mounts = Names(jaeger, "volumes").Select(mount => mount.Split(':')).ToArray();
        File.Exists(Path.Combine(s_folder, mounts[0][0])).ShouldBeTrue();
        Names(jaeger, "command").ShouldContain(mounts[0][1]);
        Keys(compose, "volumes").ShouldContain(mounts[1][0]);
        Stores().ShouldAllBe(path => path.StartsWith(mounts[1][1], StringComparison.Ordinal));

        Text(Map(Map(Read("otel-collector.yaml"), "exporters"), "otlp"), "endpoint").ShouldBe("jaeger:4317");
        foreach (var service in (string[])["api-gateway", "broker", "frontend", "job-manager", "operations", "worker-1", "worker-2"])
        {
            Text(Map(Map(services, service), "environment"), "OTEL_EXPORTER_OTLP_ENDPOINT").ShouldBe("http://otel-collector:4318", service);
        }
    }

    [Fact]
    public void The_chart_gives_Jaeger_the_same_configuration_and_a_disk_where_it_stores()
    {
        var template = File.ReadAllText(RepositoryRoot.Combine("deploy", "kubernetes", "data", "templates", "jaeger.yaml"));
        template.ShouldContain(".Files.Get \"files/jaeger.yaml\"");
        File.ReadAllText(RepositoryRoot.Combine("eng", "make-charts")).ShouldContain("deploy/compose/jaeger.yaml");
        Stores().ShouldAllBe(path => template.Contains($"{{ name: data, mountPath: /{path.Split('/', StringSplitOptions.RemoveEmptyEntries)[0]} }}", StringComparison.Ordinal));
        foreach (var port in (string[])["4317", "4318", "13133", "16686"])
        {
            template.ShouldContain($"containerPort: {port}");
        }
    }

    private static string[] Stores()
    {
        var backends = Map(Map(Map(Read("jaeger.yaml"), "extensions"), "jaeger_storage"), "backends");
        return [.. Map(Map(Map(backends, "disk"), "badger"), "directories").Children.Values.Select(path => ((YamlScalarNode)path).Value!)];
    }

    private static YamlMappingNode Read(string file)
    {
        using var text = File.OpenText(Path.Combine(s_folder, file));
        var yaml = new YamlStream();
        yaml.Load(text);
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }

    private static YamlMappingNode Map(YamlMappingNode node, string key) => (YamlMappingNode)node[key];

    private static string Text(YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value!;

    private static string[] Keys(YamlMappingNode node, string key) => [.. Map(node, key).Children.Keys.Select(name => ((YamlScalarNode)name).Value!)];

    private static string[] Names(YamlMappingNode node, string key) => [.. ((YamlSequenceNode)node[key]).Select(name => ((YamlScalarNode)name).Value!)];
}
