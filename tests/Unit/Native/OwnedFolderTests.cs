using System.Diagnostics;
using NativeServers;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Unit.Native;

public sealed class OwnedFolderTests
{
    [Fact]
    public async Task Sweep_takes_folders_and_processes_of_owners_that_are_gone_and_no_others()
    {
        using var kept = OwnedFolder.Create("kept");
        using var process = Process.Start(new ProcessStartInfo("sleep", ["3600"]) { UseShellExecute = false })!;

        // What a killed run leaves: the folder and the list of its processes, with nobody holding the lock.
        var abandoned = Path.Combine(Path.GetDirectoryName(kept.Path)!, $"abandoned-{process.Id}");
        Directory.CreateDirectory(abandoned);
        await File.WriteAllTextAsync(
            Path.Combine(abandoned, "processes"), $"{process.Id} {ProcessTree.StartTimeOf(process.Id)}\n{Environment.ProcessId} 1\n");

        OwnedFolder.Sweep();

        Directory.Exists(abandoned).ShouldBeFalse();
        Directory.Exists(kept.Path).ShouldBeTrue();
        await Eventually.BecomesTrueAsync(() => process.HasExited);
    }

    [Fact]
    public void Folder_goes_with_its_owner()
    {
        var folder = OwnedFolder.Create("gone");
        File.WriteAllText(Path.Combine(folder.Path, "file"), "content");

        folder.Dispose();

        Directory.Exists(folder.Path).ShouldBeFalse();
    }
}
