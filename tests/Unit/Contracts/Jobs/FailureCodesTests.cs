using System.Text.RegularExpressions;
using Platform.Contracts.Jobs;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Contracts.Jobs;

/// <summary>Every reason for a failure says for whose sake it is, in one table that code, metrics and documentation go by.</summary>
public sealed partial class FailureCodesTests
{
    [Fact]
    public void Every_code_that_the_platform_fails_jobs_with_is_in_the_table()
    {
        var used = new[] { "Worker", "JobManager" }
            .SelectMany(project => Directory.EnumerateFiles(RepositoryRoot.Combine(project), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .SelectMany(file => Made().Matches(File.ReadAllText(file)).Select(match => (File: Path.GetFileName(file), Code: match.Groups["code"].Value)))
            .ToList();
        var known = FailureCodes.All.Select(failure => failure.Code).ToHashSet(StringComparer.Ordinal);

        used.Select(use => use.Code).Distinct().Count().ShouldBeGreaterThan(20);
        used.Where(use => !known.Contains(use.Code)).ShouldBeEmpty();
        known.Count.ShouldBe(FailureCodes.All.Count, "each once");
    }

    [Fact]
    public void The_documentation_has_the_same_table()
    {
        var rows = string.Concat(FailureCodes.All.Select(failure =>
            $"| `{failure.Code}` | {(failure.Side == FailureSide.Caller ? "caller" : "platform")} | {failure.Meaning} |\n"));
        File.ReadAllText(RepositoryRoot.Combine("docs", "api.md"))
            .ShouldContain($"<!-- failures -->\n| `error.code` | Side | |\n|---|---|---|\n{rows}<!-- /failures -->");
    }

    [GeneratedRegex("""\b(JobFailedException|JobError|JobFailedException \w+\([^)]*\) =>\s*new)\(\s*"(?<code>[a-z_]+)",""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Made();
}
