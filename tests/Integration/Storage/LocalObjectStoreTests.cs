using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Integration.Storage;

public sealed class LocalObjectStoreTests : ObjectStoreContract
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Nothing_but_objects_is_left_in_the_folder()
    {
        await Store.PutAsync("media/a/source", new MemoryStream([1]));
        await Store.DeleteAsync("media/a/source");
        Directory.EnumerateFileSystemEntries(_folder.File("storage"), "*", SearchOption.AllDirectories).Where(path => !path.EndsWith("/.tmp", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override Task<IReadOnlyDictionary<string, string>> SettingsAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>(StringComparer.Ordinal) { ["Storage:Local:Root"] = _folder.File("storage") });
}
