using System.Text.RegularExpressions;
using Platform.Testkit.Files;
using Platform.Testkit.Running;
using Shouldly;
using Xunit;
using Xunit.Sdk;

namespace Platform.Unit.Testkit.Running;

/// <summary>A test that fails at times is left out for two weeks at most, and nobody forgets it.</summary>
public sealed partial class QuarantinedAttributeTests
{
    private const string ThisFile = nameof(QuarantinedAttributeTests) + ".cs";

    [Fact]
    public void No_test_is_in_quarantine_for_longer_than_two_weeks()
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var sources = Directory.EnumerateFiles(RepositoryRoot.Combine("tests"), "*.cs", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != ThisFile).ToList();

        sources.Count.ShouldBeGreaterThan(300);
        sources.SelectMany(file => Overdue(File.ReadAllText(file), today).Select(found => $"{Path.GetFileName(file)}: {found}")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("    [Fact]\n    [Quarantined(\"The port is taken at times\", \"2026-11-16\")]\n", true)]
    [InlineData("    [Theory]\n    [Quarantined(\"The port is taken at times\", \"2026-12-01\")]\n", true)]
    [InlineData("    [Quarantined(\"The port is taken at times\", \"2026-11-15\")]\n", false)]
    [InlineData("    [Quarantined(\"The port is taken at times\", \"2026-12-02\")]\n", false)]
    [InlineData("    [Quarantined(\"\", \"2026-11-30\")]\n", false)]
    [InlineData("    [Quarantined(\"The port is taken at times\", \"yesterday\")]\n", false)]
    [InlineData("    [Quarantined(Reason, \"2026-11-30\")]\n", false)]
    [InlineData("    [Fact, Quarantined(\"The port is taken at times\", \"2026-11-30\")]\n", false)]
    [InlineData("    [QuarantinedAttribute(\"The port is taken at times\", \"2026-11-30\")]\n", false)]
    public void A_reason_and_a_date_are_given_in_a_line_of_their_own(string source, bool isRight) =>
        Overdue(source, new DateOnly(2026, 11, 30)).Any().ShouldBe(!isRight);

    [Fact]
    public void Its_trait_is_the_one_that_the_script_leaves_out()
    {
        var named = typeof(QuarantinedAttribute).CustomAttributes.Single(data => data.AttributeType == typeof(TraitDiscovererAttribute)).ConstructorArguments;
        var discoverer = (ITraitDiscoverer)Activator.CreateInstance(Type.GetType($"{named[0].Value}, {named[1].Value}", throwOnError: true)!)!;
        var trait = discoverer.GetTraits(null!).Single();

        File.ReadAllText(RepositoryRoot.Combine("eng", "run-tests")).ShouldContain($"&{trait.Key}!={trait.Value}");
    }

    // Every use that is not in its form, which the script counts by, too, or not in its time.
    private static IEnumerable<string> Overdue(string source, DateOnly today) =>
        Used().Matches(source).Select(match => match.Value.Trim()).Where(line => Form().Match(line) is not { Success: true } form
            || !new QuarantinedAttribute(form.Groups["reason"].Value, form.Groups["since"].Value).IsInTime(today));

    [GeneratedRegex("^.*[\\[,] *(Testkit\\.|Running\\.)*Quarantined(Attribute)?\\(.*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Used();

    [GeneratedRegex("^\\[Quarantined\\(\"(?<reason>[^\"]+)\", \"(?<since>\\d{4}-\\d\\d-\\d\\d)\"\\)\\]$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
