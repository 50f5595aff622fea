using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Testkit.Files;

public sealed class TemporaryFolderTests
{
    [Fact]
    public void Sweep_deletes_only_folders_whose_owner_has_ended()
    {
        using var kept = new TemporaryFolder();
        var root = Path.GetDirectoryName(kept.Path)!;

        // What a killed run leaves: a folder with nobody holding its lock.
        var abandoned = Directory.CreateDirectory(Path.Combine(root, $"abandoned-{Guid.CreateVersion7():N}"));
        File.WriteAllText(Path.Combine(abandoned.FullName, "file"), "content");

        TemporaryFolder.Sweep(root);

        Directory.Exists(abandoned.FullName).ShouldBeFalse();
        Directory.Exists(kept.Path).ShouldBeTrue();
    }

    [Fact]
    public void A_folder_is_deleted_with_its_owner()
    {
        var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("file"), "content");

        folder.Dispose();

        Directory.Exists(folder.Path).ShouldBeFalse();
    }
}
