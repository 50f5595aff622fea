using Microsoft.Extensions.Options;
using Platform.Maintenance.Backups;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Maintenance.Backups;

public sealed class BackupFolderTests : IDisposable
{
    private static readonly DateTimeOffset s_now = new(2026, 12, 1, 2, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _files = new();

    [Fact]
    public void Archives_are_listed_by_their_moment_the_newest_first()
    {
        var folder = New(keep: 7, TimeSpan.FromDays(30));
        Touch(folder.NewPath(s_now.AddDays(-2)), folder.NewPath(s_now), folder.NewPath(s_now.AddDays(-1)));
        Touch(_files.File("backups/platform-of-somebody.backup"), folder.NewPath(s_now.AddDays(1)) + ".partial");

        folder.List().Select(archive => archive.Taken).ShouldBe([s_now, s_now.AddDays(-1), s_now.AddDays(-2)]);
    }

    [Fact]
    public void The_newest_are_kept_whatever_their_age()
    {
        var folder = New(keep: 2, TimeSpan.FromDays(30));
        Touch([.. Enumerable.Range(100, 5).Select(day => folder.NewPath(s_now.AddDays(-day)))]);

        folder.Prune(s_now).Count.ShouldBe(3);
        folder.List().Select(archive => archive.Taken).ShouldBe([s_now.AddDays(-100), s_now.AddDays(-101)]);
    }

    [Fact]
    public void Further_ones_are_kept_for_their_time()
    {
        var folder = New(keep: 1, TimeSpan.FromDays(30));
        Touch([.. new[] { 0, 10, 30, 31 }.Select(day => folder.NewPath(s_now.AddDays(-day)))]);

        folder.Prune(s_now).ShouldBe([folder.NewPath(s_now.AddDays(-31))]);
        folder.List().Count.ShouldBe(3);
    }

    [Fact]
    public void A_folder_that_is_not_there_has_no_archives() => New(keep: 1, TimeSpan.Zero).List().ShouldBeEmpty();

    public void Dispose() => _files.Dispose();

    private BackupFolder New(int keep, TimeSpan keepFor) =>
        new(Options.Create(new BackupOptions { Folder = _files.File("backups"), Keep = keep, KeepFor = keepFor }));

    private static void Touch(params IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            File.WriteAllText(path, "");
        }
    }
}
