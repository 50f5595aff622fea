using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.EndToEnd.Hosting;

/// <summary>Checks where containers store their data; nothing is started.</summary>
public sealed class VolumeTests
{
    [Fact]
    public async Task Containers_keep_data_in_volumes_named_after_the_folder_of_their_passwords()
    {
        using var mine = new TemporaryFolder();
        using var yours = new TemporaryFolder();
        var volumes = await VolumesAsync(mine.Path);

        volumes.Count.ShouldBe(2);
        (await VolumesAsync(mine.Path)).ShouldBe(volumes);
        (await VolumesAsync(yours.Path)).ShouldNotContain(volume => volumes.Contains(volume));

        // Begun anew: the old data would not open by the new passwords.
        File.Delete(mine.File("secrets.json"));
        (await VolumesAsync(mine.Path)).ShouldNotContain(volume => volumes.Contains(volume));
    }

    private static async Task<IReadOnlyList<string>> VolumesAsync(string folder)
    {
        await using var builder = await TestPlatform.DescribeAsync(folder, ["--Servers=containers"]);
        return ServerContainers.VolumesOf(builder.Resources);
    }
}
