using System.Text.RegularExpressions;
using Platform.Contracts.Jobs;
using Platform.JobManager.Kinds;
using Platform.JobManager.Outcomes;
using Platform.JobManager.States;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Jobs;

/// <summary>Every reason for a failure says for whose sake it is, in one table that code, metrics and documentation go by.</summary>
public sealed partial class FailureCodeTests
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

    [Theory]
    [InlineData("not_media", FailureSide.Caller)]
    [InlineData("no_speech", FailureSide.Caller)]
    [InlineData("truncated_media", FailureSide.Caller)]
    [InlineData("media_unreachable", FailureSide.Caller)]
    [InlineData("tool_missing", FailureSide.Platform)]
    [InlineData("internal", FailureSide.Platform)]
    [InlineData("never_heard_of", FailureSide.Platform)]
    public void A_code_says_for_whose_reason_it_is(string code, FailureSide side) =>
        FailureReasons.SideOf(JobKindTable.Get(JobKinds.Captions), 14_400, AttemptEnd.Failed, new JobError(code, "", Retryable: true)).ShouldBe(side);

    [Fact]
    public void Whoever_asks_for_a_failure_has_it_on_their_side()
    {
        var captions = JobKindTable.Get(JobKinds.Captions);
        var probe = JobKindTable.Get(JobKinds.Probe);

        FailureReasons.SideOf(captions, captions.DefaultTimeoutSeconds, AttemptEnd.TimedOut, null).ShouldBe(FailureSide.Platform);
        FailureReasons.SideOf(captions, 86_400, AttemptEnd.TimedOut, null).ShouldBe(FailureSide.Platform);
        FailureReasons.SideOf(captions, 1, AttemptEnd.TimedOut, null).ShouldBe(FailureSide.Caller);
        FailureReasons.SideOf(probe, null, AttemptEnd.TimedOut, null).ShouldBe(FailureSide.Platform);
        FailureReasons.SideOf(probe, 5, AttemptEnd.TimedOut, null).ShouldBe(FailureSide.Caller);
        FailureReasons.SideOf(probe, null, AttemptEnd.Failed, new JobError("internal", "", Retryable: true)).ShouldBe(FailureSide.Caller);
        FailureReasons.SideOf(probe, null, AttemptEnd.Lost, new JobError("worker_lost", "", Retryable: false)).ShouldBe(FailureSide.Platform);
        FailureReasons.SideOf(captions, 1, AttemptEnd.Lost, new JobError("not_media", "", Retryable: false)).ShouldBe(FailureSide.Platform);
    }

    [GeneratedRegex("""\b(JobFailedException|JobError|JobFailedException \w+\([^)]*\) =>\s*new)\(\s*"(?<code>[a-z_]+)",""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Made();
}
