using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend;

/// <summary>Markup is read beside its code for as long as both fit into sight; longer code stands in a file of its own.</summary>
public sealed class ComponentSizeTests
{
    private const int MostLines = 100;

    [Fact]
    public void The_code_of_a_component_stays_within_the_line_limit()
    {
        var tooLong = from file in Directory.EnumerateFiles(RepositoryRoot.Combine("Frontend"), "*.razor", SearchOption.AllDirectories)
                      let lines = File.ReadAllLines(file).SkipWhile(line => !line.StartsWith("@code", StringComparison.Ordinal)).Count() - 2
                      where lines > MostLines
                      select $"{Path.GetFileName(file)}: {lines}";
        tooLong.ShouldBeEmpty();
    }

    [Fact]
    public void No_file_of_a_component_has_more_code_than_that_the_rest_is_in_classes_with_tests_of_their_own()
    {
        var files = Directory.EnumerateFiles(RepositoryRoot.Combine("Frontend"), "*.razor.cs", SearchOption.AllDirectories).ToList();
        var tooLong = from file in files
                      let lines = File.ReadLines(file).Count(IsCode)
                      where lines > MostLines
                      select $"{Path.GetFileName(file)}: {lines}";

        files.Count.ShouldBeGreaterThan(5);
        tooLong.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("    private bool _isBusy;", true)]
    [InlineData("    {", true)]
    [InlineData("", false)]
    [InlineData("using System.Net;", false)]
    [InlineData("    /// <inheritdoc />", false)]
    [InlineData("        // The page is closed.", false)]
    public void Blank_lines_usings_and_comments_do_not_count(string line, bool counts) => IsCode(line).ShouldBe(counts);

    private static bool IsCode(string line) =>
        line.Trim() is { Length: > 0 } text && !text.StartsWith("//", StringComparison.Ordinal) && !line.StartsWith("using ", StringComparison.Ordinal);
}
