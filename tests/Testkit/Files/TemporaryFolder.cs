using NativeServers;

namespace Platform.Testkit.Files;

/// <summary>An empty folder that goes with the test; one that a killed test left behind goes with the next run.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private readonly OwnedFolder _folder = OwnedFolder.Create("files");

    /// <summary>Full path.</summary>
    public string Path => _folder.Path;

    /// <summary>Full path of a file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc />
    public void Dispose() => _folder.Dispose();
}
