using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Jobs;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Jobs;

public sealed class ShownJobTests
{
    [Fact]
    public void An_event_with_another_state_has_to_be_followed_by_reading_the_rest()
    {
        var shown = new ShownJob();
        var job = LoadingPart.JobOf("running");
        shown.Apply(new JobEvent(job.Id, 7, JobState.Failed, 1, null)).ShouldBeFalse("no job is known yet");
        shown.Show(job);

        shown.Apply(new JobEvent(job.Id, 2, JobState.Running, 1, new JobProgress(50, "fetch", null, null))).ShouldBeFalse();
        (shown.Job!.Progress!.Percent, shown.IsFromEvent).ShouldBe((50.0, false));
        shown.Apply(new JobEvent(job.Id, 3, JobState.Succeeded, 1, null)).ShouldBeTrue();
        (shown.Job.State, shown.IsFromEvent).ShouldBe((JobState.Succeeded, true));

        shown.Show(LoadingPart.JobOf("succeeded", version: 3));
        shown.IsFromEvent.ShouldBeFalse();
    }

    [Fact]
    public void What_is_older_than_the_known_version_changes_nothing()
    {
        var shown = new ShownJob();
        shown.Show(LoadingPart.JobOf("failed", version: 5));
        shown.Show(LoadingPart.JobOf("running", version: 4));
        shown.Apply(new JobEvent(shown.Job!.Id, 5, JobState.Queued, 2, null)).ShouldBeFalse();
        shown.Job.State.ShouldBe(JobState.Failed);
    }
}
