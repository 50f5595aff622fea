using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Integration.ObjectStorage.Local;

public sealed class LocalObjectStoreTests : ObjectStoreContract
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_folder_contains_only_objects()
    {
        await Store.PutAsync("media/a/source", new MemoryStream([1]));
        await Store.DeleteAsync("media/a/source");
        Directory.EnumerateFileSystemEntries(_folder.File("storage"), "*", SearchOption.AllDirectories).Where(path => !path.EndsWith("/.tmp", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Objects_and_their_folders_are_accessible_to_their_owner_only()
    {
        await Store.PutAsync("media/a/source", new MemoryStream([1]));
        await Store.PutAsync("uploads/b/1", new MemoryStream([1]));
        await Store.PutAsync("uploads/b/2", new MemoryStream([1]));
        await Store.ComposeAsync("uploads/b/whole", ["uploads/b/1", "uploads/b/2"]);
        Directory.EnumerateFiles(_folder.File("storage"), "*", SearchOption.AllDirectories).Count().ShouldBe(2);
        OpenPermissions.In(_folder.File("storage")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Permissions_left_open_by_an_earlier_version_are_restricted()
    {
        var root = _folder.File("storage");
        const UnixFileMode everybody = (UnixFileMode)0b111_111_111;
        var old = Directory.CreateDirectory(Path.Combine(root, "captions", "old")).FullName;
        await File.WriteAllTextAsync(Path.Combine(old, "0.json"), "{}");
        foreach (var path in (string[])[root, Path.Combine(root, "captions"), old, Path.Combine(old, "0.json")])
        {
            File.SetUnixFileMode(path, everybody);
        }

        await Store.PutAsync("media/a/source", new MemoryStream([1]));

        OpenPermissions.In(root).ShouldBeEmpty();
        (await Store.StatAsync("captions/old/0.json")).ShouldNotBeNull();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override Task<IReadOnlyDictionary<string, string>> SettingsAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>(StringComparer.Ordinal) { ["Storage:Local:Root"] = _folder.File("storage") });
}
