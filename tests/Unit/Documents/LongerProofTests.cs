using System.Text.RegularExpressions;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Documents;

/// <summary>Checks that every test outside of <c>make test</c> is run by an existing target, which README lists.</summary>
public sealed partial class LongerProofTests
{
    private static readonly string s_makefile = File.ReadAllText(RepositoryRoot.Combine("Makefile"));

    [Fact]
    public void Every_switched_test_names_a_target_that_the_README_lists()
    {
        var targets = Target().Matches(s_makefile).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        var named = Directory.EnumerateFiles(RepositoryRoot.Combine("tests", "EndToEnd"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Switched().Matches(File.ReadAllText(file))).Select(match => match.Groups["target"].Value).Distinct().ToList();
        named.Count.ShouldBeGreaterThan(3);
        named.Except(targets).ShouldBeEmpty();
        var readme = File.ReadAllText(RepositoryRoot.Combine("README.md"));
        named.Except(["screenshots"]).Where(target => !readme.Contains($"`make {target}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Long_tests_are_run_by_their_target()
    {
        s_makefile.ShouldContain("eng/run-tests --long");
        File.ReadAllText(RepositoryRoot.Combine("README.md")).ShouldContain("`make test-long`");
        var traits = Directory.EnumerateFiles(RepositoryRoot.Combine("tests"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Trait().Matches(File.ReadAllText(file)).Select(match => (Project: Path.GetRelativePath(RepositoryRoot.Combine("tests"), file).Split('/')[0], Text: match.Value.Trim()))).ToList();
        traits.Select(trait => trait.Text).Distinct().ShouldBe(["[Trait(\"Length\", \"long\")]"]);

        // The script runs these projects, and what it leaves out of one that is missing there runs nowhere.
        var runs = Regex.Match(File.ReadAllText(RepositoryRoot.Combine("eng", "run-tests")), "projects='(?<names>[^']+)' length='Length=long'", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["names"].Value.Split(' ');
        traits.Select(trait => trait.Project).Distinct().Except(runs).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("fuzz", "FUZZ_REQUESTS=", "FuzzTests")]
    [InlineData("attack", "ATTACK_SECONDS=", "AttackTests")]
    [InlineData("alerts", "ALERTS_ALL=yes", "Alerting", "OwnSeriesTests")]
    [InlineData("upgrade", "UPGRADE_BEFORE=", "UpgradeTests")]
    [InlineData("chaos", "CHAOS_OUTAGE_SECONDS=60", "Chaos", "FaultLoad")]
    [InlineData("chaos", "CAPTIONS_MINUTES=30", "A_long_recording", "SpreadTests")]
    public void Tests_named_in_a_target_exist(string target, string variables, params string[] names)
    {
        var recipe = Regex.Match(s_makefile, $"^{target}:\n(?<lines>.*?)\n(?=\n\\S|\\z)", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["lines"].Value;
        recipe.ShouldContain(variables);
        var sources = Directory.EnumerateFiles(RepositoryRoot.Combine("tests"), "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/Unit/", StringComparison.Ordinal)).ToList();
        foreach (var name in names)
        {
            recipe.ShouldContain($"FullyQualifiedName~{name}");
            sources.ShouldContain(file => file.Contains($"/{name}", StringComparison.Ordinal) || File.ReadAllText(file).Contains($" {name}", StringComparison.Ordinal), name);
        }
    }

    [GeneratedRegex("^ *\\[Trait\\(.*$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Trait();

    [GeneratedRegex("^(?<name>[a-z-]+):", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Target();

    [GeneratedRegex("\\[SwitchedFact\\([^,\\n]+, \"(?<target>[a-z-]+)\"\\)\\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Switched();
}
