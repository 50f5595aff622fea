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
}
