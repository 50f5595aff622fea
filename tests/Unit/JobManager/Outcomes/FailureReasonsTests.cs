using Platform.Contracts.Jobs;
using Platform.JobManager.Kinds;
using Platform.JobManager.Outcomes;
using Platform.JobManager.States;
using Shouldly;
using Xunit;

namespace Platform.Unit.JobManager.Outcomes;

public sealed class FailureReasonsTests
{
    [Theory]
    [InlineData("not_media", FailureSide.Caller)]
    [InlineData("no_speech", FailureSide.Caller)]
    [InlineData("truncated_media", FailureSide.Caller)]
    [InlineData("media_unreachable", FailureSide.Caller)]
    [InlineData("tool_missing", FailureSide.Platform)]
    [InlineData("internal", FailureSide.Platform)]
    [InlineData("never_heard_of", FailureSide.Platform)]
    public void An_error_code_determines_who_is_responsible(string code, FailureSide side) =>
        FailureReasons.SideOf(JobKindTable.Get(JobKinds.Captions), 14_400, AttemptEnd.Failed, new JobError(code, "", Retryable: true)).ShouldBe(side);

    [Fact]
    public void A_caller_that_asks_for_a_failure_is_responsible_for_it()
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
}
