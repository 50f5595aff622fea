using Microsoft.Extensions.Configuration;
using Platform.Maintenance.Measures;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Maintenance.Measures;

public sealed class MetricFilesTests
{
    [Fact]
    public void Samples_of_a_metric_stand_together_and_values_are_quoted() => MetricFiles.Text(
        [new MetricSample("a_bytes", 1, ("kind", "x")), new MetricSample("b_seconds", 1764554400), new MetricSample("a_bytes", 0.5, ("kind", "\"y\"\\\n"))])
        .ShouldBe("# TYPE a_bytes gauge\na_bytes{kind=\"x\"} 1\na_bytes{kind=\"\\\"y\\\"\\\\\\n\"} 0.5\n# TYPE b_seconds gauge\nb_seconds 1764554400\n");

    [Fact]
    public async Task Figures_replace_those_of_the_same_command()
    {
        using var folder = new TemporaryFolder();
        var files = new MetricFiles(new ConfigurationBuilder().AddInMemoryCollection([new("MetricFiles:Folder", folder.File("figures"))]).Build());

        await files.WriteAsync("backup", [new MetricSample("maintenance_backup_succeeded", 0)], CancellationToken.None);
        await files.WriteAsync("backup", [new MetricSample("maintenance_backup_succeeded", 1)], CancellationToken.None);
        await files.WriteAsync("ages", [], CancellationToken.None);

        Directory.GetFiles(folder.File("figures")).Select(file => Path.GetFileName(file)).ShouldBe(["maintenance-backup.prom", "maintenance-ages.prom"], ignoreOrder: true);
        (await File.ReadAllTextAsync(folder.File("figures/maintenance-backup.prom"))).ShouldBe("# TYPE maintenance_backup_succeeded gauge\nmaintenance_backup_succeeded 1\n");
    }

    [Fact]
    public Task Without_a_folder_nothing_is_written() =>
        new MetricFiles(new ConfigurationBuilder().Build()).WriteAsync("backup", [new MetricSample("maintenance_backup_succeeded", 1)], CancellationToken.None);
}
