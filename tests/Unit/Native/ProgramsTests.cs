using NativeServers;
using Shouldly;
using Xunit;

namespace Platform.Unit.Native;

public sealed class ProgramsTests
{
    [Fact]
    public void Missing_program_is_named_with_its_package_in_one_line()
    {
        var problem = Should.Throw<MissingProgramException>(() => Programs.Find("no-such-server", "no-such-package"));

        problem.Program.ShouldBe("no-such-server");
        problem.Message.ShouldContain("apt-get install no-such-package");
        problem.Message.ShouldNotContain("\n");
    }

    [Fact]
    public void Installed_program_is_found_by_its_full_path() => File.Exists(Programs.Find("sh", "dash")).ShouldBeTrue();
}
