using Platform.Frontend.Finishing;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Finishing;

public sealed class StudioBuildTests
{
    [Fact]
    public void There_is_a_studio_where_its_module_is_among_the_files_of_the_page()
    {
        using var folder = new TemporaryFolder();
        var build = new StudioBuild(new FakeWebRoot(folder.Path));
        build.Exists.ShouldBeFalse();
        Directory.CreateDirectory(folder.File("studio"));
        File.WriteAllText(Path.Combine(folder.File("studio"), "attach.js"), "");
        build.Exists.ShouldBeTrue();
    }
}
