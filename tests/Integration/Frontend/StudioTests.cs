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

        // The build has checked the types of what they test.
        await s_node.RunAsync(Compiler, "--project", "tsconfig.tests.json", "--noCheck");
        var output = await s_node.RunAsync(["--test", "--test-reporter=tap", .. tests]);

        output.ShouldContain("# fail 0");
        output.ShouldNotContain("# pass 0");
    }

    [Fact]
    [Trait("Length", "long")]
    public Task The_tests_of_the_studio_have_the_right_types() => s_node.RunAsync(Compiler, "--project", "tsconfig.tests.json", "--noEmit");

    private static string Compiler => s_node.File("node_modules", "typescript", "bin", "tsc");
}
