using Platform.Testkit.Files;
using Shouldly;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Platform.Observability.Traces;

/// <summary>The deployment files of Jaeger: they parse, and what one part names another part has.</summary>
public sealed class JaegerFilesTests
{
    private static readonly string s_folder = Path.Combine(RepositoryRoot.Path, "deploy", "jaeger");

    [Fact]
    public void The_pipeline_uses_only_defined_components()
    {
        var config = Read("config.yaml").Single();
        var service = Map(config, "service");
        Names(service, "extensions").ShouldBeSubsetOf(Keys(config, "extensions"));
        var traces = Map(Map(service, "pipelines"), "traces");
        foreach (var part in (string[])["receivers", "processors", "exporters"])
        {
            Names(traces, part).ShouldNotBeEmpty();
            Names(traces, part).ShouldBeSubsetOf(Keys(config, part));
        }

        var backends = Keys(Map(Map(config, "extensions"), "jaeger_storage"), "backends");
        backends.ShouldContain(Text(Map(Map(config, "exporters"), "jaeger_storage_exporter"), "trace_storage"));
        backends.ShouldContain(Text(Map(Map(Map(config, "extensions"), "jaeger_query"), "storage"), "traces"));
        var protocols = Map(Map(Map(config, "receivers"), "otlp"), "protocols");
        Text(Map(protocols, "grpc"), "endpoint").ShouldEndWith(":4317");
        Text(Map(protocols, "http"), "endpoint").ShouldEndWith(":4318");
    }

    [Fact]
    public void Compose_publishes_the_page_and_both_protocols_on_this_machine_only()
    {
        var jaeger = Map(Map(Read("compose.yaml").Single(), "services"), "jaeger");
        Names(jaeger, "ports").ShouldBe(["127.0.0.1:16686:16686", "127.0.0.1:4317:4317", "127.0.0.1:4318:4318"]);
        var mounts = Names(jaeger, "volumes").Select(mount => mount.Split(':')).ToArray();
        File.Exists(Path.Combine(s_folder, mounts[0][0])).ShouldBeTrue();
        Names(jaeger, "command").ShouldContain(mounts[0][1]);
        Keys(Read("compose.yaml").Single(), "volumes").ShouldContain(mounts[1][0]);
        Stores().ShouldAllBe(path => path.StartsWith(mounts[1][1], StringComparison.Ordinal));
    }

    [Fact]
    public void Kubernetes_service_finds_the_pod_and_the_pod_its_configuration()
    {
        var objects = Read("kubernetes.yaml").ToDictionary(document => Text(document, "kind"));
        var pod = Map(Map(objects["Deployment"], "spec"), "template");
        var labels = Map(Map(pod, "metadata"), "labels");
        Map(Map(objects["Service"], "spec"), "selector").ShouldBe(labels);
        Map(Map(Map(objects["Deployment"], "spec"), "selector"), "matchLabels").ShouldBe(labels);

        var container = (YamlMappingNode)((YamlSequenceNode)Map(pod, "spec")["containers"]).Single();
        var ports = Items(container, "ports").Select(port => Text(port, "name")).ToArray();
        Items(Map(objects["Service"], "spec"), "ports").Select(port => Text(port, "targetPort")).ShouldBeSubsetOf(ports);
        Text(Map(Map(container, "readinessProbe"), "httpGet"), "port").ShouldBeOneOf(ports);
        var volumes = Items(Map(pod, "spec"), "volumes").ToDictionary(volume => Text(volume, "name"));
        var mounts = Items(container, "volumeMounts").ToDictionary(mount => Text(mount, "name"), mount => Text(mount, "mountPath"));
        mounts.Keys.ShouldBeSubsetOf(volumes.Keys);
        Stores().ShouldAllBe(path => path.StartsWith(mounts["data"], StringComparison.Ordinal));

        var generated = Items(Read("kustomization.yaml").Single(), "configMapGenerator").Single();
        Text(generated, "name").ShouldBe(Text(Map(volumes["config"], "configMap"), "name"));
        Names(generated, "files").ShouldAllBe(file => File.Exists(Path.Combine(s_folder, file)));
        Names(container, "args")[1].ShouldBe(mounts["config"] + "/" + Names(generated, "files").Single());
        Names(Read("kustomization.yaml").Single(), "resources").ShouldBe(["kubernetes.yaml"]);
        Text(container, "image").ShouldBe(Text(Map(Map(Read("compose.yaml").Single(), "services"), "jaeger"), "image"));
    }

    private static string[] Stores()
    {
        var backends = Map(Map(Map(Read("config.yaml").Single(), "extensions"), "jaeger_storage"), "backends");
        return [.. Map(Map(Map(backends, "disk"), "badger"), "directories").Children.Values.Select(path => ((YamlScalarNode)path).Value!)];
    }

    private static YamlMappingNode[] Read(string file)
    {
        using var text = File.OpenText(Path.Combine(s_folder, file));
        var yaml = new YamlStream();
        yaml.Load(text);
        return [.. yaml.Documents.Select(document => (YamlMappingNode)document.RootNode)];
    }

    private static YamlMappingNode Map(YamlMappingNode node, string key) => (YamlMappingNode)node[key];

    private static string Text(YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value!;

    private static string[] Keys(YamlMappingNode node, string key) => [.. Map(node, key).Children.Keys.Select(name => ((YamlScalarNode)name).Value!)];

    private static string[] Names(YamlMappingNode node, string key) => [.. ((YamlSequenceNode)node[key]).Select(name => ((YamlScalarNode)name).Value!)];

    private static YamlMappingNode[] Items(YamlMappingNode node, string key) => [.. ((YamlSequenceNode)node[key]).Cast<YamlMappingNode>()];
}
