using Microsoft.Extensions.Options;
using Platform.Maintenance.Backups;
using Platform.Maintenance.Cleaning;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Maintenance.Cleaning;

public sealed class CleanUpRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();

    [Fact]
    public void Old_files_are_deleted_and_counted()
    {
        var old = Write("logs/worker/old.log", 100, TimeSpan.FromDays(31));
        var young = Write("logs/worker/young.log", 50, TimeSpan.FromDays(29));
        var left = Write("backups/platform-20260101T000000Z.backup.partial", 7, TimeSpan.FromDays(2));
        var archive = Write("backups/platform-20250101T000000Z.backup", 7, TimeSpan.FromDays(300));

        var looked = New().Run(isLook: true, CancellationToken.None);
        File.Exists(old).ShouldBeTrue();
        var freed = New().Run(isLook: false, CancellationToken.None);

        freed.ShouldBe(looked);
        freed.ShouldBe([new FreedSpace("logs", _folder.File("logs"), 1, 100), new FreedSpace("temporary", _folder.File("scratch"), 0, 0), new FreedSpace("backups", _folder.File("backups"), 1, 7)]);
        ((string[])[old, left]).ShouldAllBe(file => !File.Exists(file));
        ((string[])[young, archive]).ShouldAllBe(file => File.Exists(file));
        New().Run(isLook: false, CancellationToken.None).Sum(part => part.Files).ShouldBe(0);
    }

    [Fact]
    public void What_a_link_leads_to_is_left_alone()
    {
        var file = Write("elsewhere/old", 10, TimeSpan.FromDays(100));
        Directory.CreateDirectory(_folder.File("scratch"));
        File.CreateSymbolicLink(_folder.File("scratch/link"), file);
        Directory.CreateSymbolicLink(_folder.File("scratch/folder"), _folder.File("elsewhere"));

        New().Run(isLook: false, CancellationToken.None);

        File.Exists(file).ShouldBeTrue();
    }

    public void Dispose() => _folder.Dispose();

    private CleanUpRun New() => new(
        Options.Create(new CleanUpOptions { Logs = [_folder.File("logs")], Temporary = [_folder.File("scratch")] }),
        Options.Create(new BackupOptions { Folder = _folder.File("backups") }),
        _time);

    private string Write(string name, int length, TimeSpan age)
    {
        var path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, new byte[length]);
        File.SetLastWriteTimeUtc(path, (_time.GetUtcNow() - age).UtcDateTime);
        return path;
    }
}
