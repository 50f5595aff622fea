using System.Text.RegularExpressions;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Documents;

/// <summary>Checks that the tests to which docs/security.md refers exist.</summary>
public sealed partial class SecurityPageTests
{
    [Fact]
    public void Every_test_named_in_security_md_exists()
    {
        var named = Named().Matches(File.ReadAllText(RepositoryRoot.Combine("docs", "security.md"))).Select(match => (Class: match.Groups["class"].Value, Test: match.Groups["test"].Value)).Distinct().ToList();
        named.Count.ShouldBeGreaterThan(30);
        var sources = Directory.EnumerateFiles(RepositoryRoot.Combine("tests"), "*Tests.cs", SearchOption.AllDirectories).ToLookup(Path.GetFileNameWithoutExtension, File.ReadAllText);
        named.Where(test => !sources[test.Class].Any(source => source.Contains($" {test.Test}(", StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [GeneratedRegex(@"`(?<class>\w+Tests)\.(?<test>\w+)`", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();
}
