using System.Text.Json;
using Platform.Maintenance.Archives;
using Platform.Maintenance.Backups;
using Shouldly;
using Xunit;

namespace Platform.Unit.Maintenance.Backups;

public sealed class ArchiveCheckTests
{
    private const string Passphrase = "correct horse battery staple";

    [Fact]
    public async Task An_archive_is_what_its_manifest_says()
    {
        var manifest = await CheckAsync(manifest => manifest, EntryNames.Database, EntryNames.Objects + "media/a/source", EntryNames.Files + "configuration/secrets.json");

        manifest.Objects.ShouldBe(1);
        manifest.Rows["jobs.jobs"].ShouldBe(3);
    }

    [Fact]
    public async Task A_manifest_that_says_something_else_is_found()
    {
        await ShouldNotFitAsync(manifest => manifest with { Objects = 2 }, EntryNames.Database, EntryNames.Objects + "media/a/source");
        await ShouldNotFitAsync(manifest => manifest with { Files = 1 }, EntryNames.Database);
        await ShouldNotFitAsync(manifest => manifest with { Digest = new string('0', 64) }, EntryNames.Database);
        await ShouldNotFitAsync(manifest => manifest, EntryNames.Objects + "media/a/source");
    }

    [Fact]
    public async Task An_archive_without_a_manifest_is_found() => await ShouldNotFitAsync(manifest => null, EntryNames.Database);

    private static Task<InvalidDataException> ShouldNotFitAsync(Func<BackupManifest, BackupManifest?> change, params string[] names) =>
        Should.ThrowAsync<InvalidDataException>(() => CheckAsync(change, names));

    private static async Task<BackupManifest> CheckAsync(Func<BackupManifest, BackupManifest?> change, params string[] names)
    {
        using var target = new MemoryStream();
        using (var archive = await ArchiveWriter.BeginAsync(target, Passphrase, rounds: 1, CancellationToken.None))
        {
            foreach (var name in names)
            {
                await archive.AddAsync(name, new MemoryStream([1, 2, 3]), CancellationToken.None);
            }

            var manifest = new BackupManifest(
                new DateTimeOffset(2026, 12, 1, 2, 0, 0, TimeSpan.Zero),
                "1.0.0",
                "15.0",
                ["broker"],
                new Dictionary<string, long>(StringComparer.Ordinal) { ["jobs.jobs"] = 3 },
                names.Count(name => name.StartsWith(EntryNames.Objects, StringComparison.Ordinal)),
                ObjectBytes: 3,
                Gone: 0,
                names.Count(name => name.StartsWith(EntryNames.Files, StringComparison.Ordinal)),
                [],
                archive.Digest);
            if (change(manifest) is { } written)
            {
                await archive.AddAsync(EntryNames.Manifest, new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(written, BackupJson.Default.BackupManifest)), CancellationToken.None);
            }

            await archive.CompleteAsync(CancellationToken.None);
        }

        target.Position = 0;
        return await ArchiveCheck.RunAsync(target, Passphrase, CancellationToken.None);
    }
}
