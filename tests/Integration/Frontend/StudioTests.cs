using Shouldly;
using Xunit;

namespace Platform.Integration.Frontend;

/// <summary>The studio is TypeScript and has tests of its own, which node runs.</summary>
public sealed class StudioTests
{
    private static readonly NodeFolder s_node = new("typescript", "Frontend", "Studio");

    [Fact]
    public async Task The_tests_of_the_studio_pass()
    {
        string[] tests = [.. Directory.EnumerateFiles(s_node.File("tests"), "*.test.ts").Select(file => s_node.File("obj", "tests", "tests", Path.GetFileNameWithoutExtension(file) + ".js"))];
        tests.Length.ShouldBeGreaterThan(5);

        await s_node.RunAsync(s_node.File("node_modules", "typescript", "bin", "tsc"), "--project", "tsconfig.tests.json");
        var output = await s_node.RunAsync(["--test", "--test-reporter=tap", .. tests]);

        output.ShouldContain("# fail 0");
        output.ShouldNotContain("# pass 0");
    }
}
