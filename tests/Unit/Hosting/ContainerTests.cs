using Aspire.Hosting;
using Aspire.Hosting.Testing;
using Shouldly;
using Xunit;

namespace Platform.Unit.Hosting;

/// <summary>Containers whose images have a native program run as that program.</summary>
public sealed class ContainerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("container-");

    [Fact]
    public async Task A_container_finds_its_files_its_volume_and_its_port_as_in_a_container()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "prometheus.yml"), "rule_files: [rules/*.yml]\n");
        var rules = _folder.CreateSubdirectory("elsewhere");
        await File.WriteAllTextAsync(Path.Combine(rules.FullName, "one.yml"), "groups: [{ name: one, rules: [{ record: one, expr: vector(1) }] }]\n");
        await using var builder = ScratchApplication.Create();
        builder.AddContainer("metrics", "prom/prometheus", "v2")
            .WithHttpEndpoint(targetPort: 9090)
            .WithHttpHealthCheck("/-/ready")
            .WithBindMount(Path.Combine(_folder.FullName, "prometheus.yml"), "/etc/prometheus/prometheus.yml", isReadOnly: true)
            .WithBindMount(rules.FullName, "/etc/prometheus/rules", isReadOnly: true)
            .WithVolume("data", "/prometheus")
            .WithContainerRuntimeArgs("--workdir", "/etc/prometheus")
            .WithArgs("--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus", "--log.level=error");
        await using var app = await builder.BuildAsync();
        await app.StartAsync();
        await app.ResourceNotifications.WaitForResourceHealthyAsync("metrics").WaitAsync(TimeSpan.FromSeconds(60));

        using var client = app.CreateHttpClient("metrics", "http");
        (await client.GetStringAsync("/api/v1/rules")).ShouldContain("\"name\":\"one\"");
        (await client.GetStringAsync("/api/v1/status/flags")).ShouldContain("/volumes/data\"");
        await app.StopAsync();
    }

    [Fact]
    public async Task An_image_without_a_native_program_is_refused_by_name()
    {
        await using var builder = ScratchApplication.Create();
        builder.AddContainer("unknown", "example/unheard-of");
        await using var app = await builder.BuildAsync();
        (await Should.ThrowAsync<DistributedApplicationException>(() => app.StartAsync())).Message
            .ShouldBe("'unknown' cannot start: this host has no native program for the image example/unheard-of; it knows prom/prometheus, prom/alertmanager, prom/node-exporter, prom/blackbox-exporter, prometheuscommunity/postgres-exporter, oliver006/redis_exporter.");
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
