using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Gateway;
using Platform.Frontend.Jobs;
using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Jobs;

public sealed class JobListTests
{
    private static readonly JobQuery s_failed = JobQuery.Everything with { States = [JobState.Failed] };

    [Fact]
    public void A_list_is_loaded_when_its_filter_or_page_changes_and_only_then()
    {
        var list = new JobList();
        list.Begin(s_failed, null);
        list.Move(s_failed with { States = [JobState.Failed] }, null).ShouldBeFalse();
        list.Move(JobQuery.Everything, null).ShouldBeTrue();
        list.Query.IsEverything.ShouldBeTrue();

        list.Move(JobQuery.Everything, "2.next").ShouldBeTrue();
        list.Pages.Cursor.ShouldBe("next");
        list.Address.ShouldBe("/jobs?page=2.next");
        list.IsAtItsAddress.ShouldBeTrue();
        list.Pages.Restart();
        list.IsAtItsAddress.ShouldBeFalse();
    }

    [Fact]
    public void Another_filter_selects_nothing()
    {
        var list = Shown(Job(1), Job(2));
        list.ChoosePage(true);
        list.IsPageSelected.ShouldBeTrue();
        list.Move(s_failed, null);
        list.Selected.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void An_event_changes_its_job_unless_a_newer_version_is_known()
    {
        var list = Shown(Job(1));
        list.Apply(new JobEvent(Id(1), 1, JobState.Succeeded, 2, null)).ShouldBeFalse("it is as old as the job");
        list.Jobs![0].State.ShouldBe(JobState.Running);

        list.Apply(new JobEvent(Id(1), 2, JobState.Running, 1, new JobProgress(50, "fetch", null, null))).ShouldBeFalse("nothing else has to be read");
        list.Jobs[0].Progress!.Percent.ShouldBe(50);
        list.Apply(new JobEvent(Id(1), 3, JobState.Failed, 1, null)).ShouldBeTrue();
        (list.Jobs[0].State, list.Jobs[0].Version, list.Jobs[0].Progress!.Percent).ShouldBe((JobState.Failed, 3L, 50.0));
    }

    [Fact]
    public void A_deleted_job_leaves_the_list_and_the_selection()
    {
        var list = Shown(Job(1), Job(2));
        list.ChoosePage(true);
        list.Apply(new JobEvent(Id(1), 2, JobState.Failed, 1, null, Deleted: true)).ShouldBeFalse();
        list.Take(Id(2), null);
        list.Jobs.ShouldBeEmpty();
        list.Selected.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void A_new_job_is_read_on_the_first_page_only()
    {
        var list = Shown(Job(1));
        list.Apply(new JobEvent(Id(9), 1, JobState.Queued, 0, null)).ShouldBeTrue();
        list.Apply(new JobEvent(Id(9), 1, JobState.Queued, 0, null, Deleted: true)).ShouldBeFalse();
        list.Move(JobQuery.Everything, "2.next");
        list.Apply(new JobEvent(Id(9), 1, JobState.Queued, 0, null)).ShouldBeFalse();
    }

    [Fact]
    public void The_result_of_an_action_is_shown_unless_a_newer_version_is_known()
    {
        var list = Shown(Job(1, version: 5));
        list.Take(Id(1), Job(1, version: 4) with { State = JobState.Cancelled });
        list.Jobs![0].State.ShouldBe(JobState.Running);
        list.Take(Id(1), Job(1, version: 6) with { State = JobState.Cancelled });
        list.Jobs[0].State.ShouldBe(JobState.Cancelled);
        list.Take(Id(7), null);
        list.Jobs.Count.ShouldBe(1);
    }

    [Fact]
    public void An_action_is_about_the_selected_jobs_or_all_that_match_or_everything()
    {
        var list = new JobList();
        list.Begin(s_failed, null);
        list.Show(new PageResponse<JobResponse>([Job(1), Job(2)], "next"));
        list.SelectionText.ShouldBe(Words.SelectPage);
        list.Selected.Choose(Id(1), true, list.ShownIds);
        list.HasMoreToSelect.ShouldBeFalse();
        list.RequestOf(JobAction.Retry).Filter!.Ids.ShouldBe([Id(1)]);
        list.QuestionBefore(JobAction.Retry).Text.ShouldBe(Words.RetryText);

        list.ChoosePage(true);
        list.HasMoreToSelect.ShouldBeTrue();
        list.QuestionBefore(JobAction.Retry).Text.ShouldBe(Words.RetryManyText);
        list.Selected.ChooseAllMatching();
        var matching = list.RequestOf(JobAction.Delete);
        (matching.Action, matching.All).ShouldBe((JobAction.Delete, false));
        matching.Filter!.States.ShouldBe([JobState.Failed]);
        list.SelectionText.ShouldBe(Words.AllMatchingSelected);

        list.Move(JobQuery.Everything, null);
        list.Selected.ChooseAllMatching();
        var all = list.RequestOf(JobAction.Delete);
        (all.Filter, all.All).ShouldBe((null, true));
        list.SelectionText.ShouldBe(Words.EverythingSelected);
    }

    [Fact]
    public void A_job_that_is_not_on_the_page_any_more_is_not_selected()
    {
        var list = Shown(Job(1), Job(2));
        list.ChoosePage(true);
        list.Show(new PageResponse<JobResponse>([Job(2)], null));
        list.Selected.Ids.ShouldBe([Id(2)]);
    }

    private static JobList Shown(params JobResponse[] jobs)
    {
        var list = new JobList();
        list.Begin(JobQuery.Everything, null);
        list.Show(new PageResponse<JobResponse>(jobs, null));
        return list;
    }

    private static Guid Id(int number) => new(number, 0, 0, new byte[8]);

    private static JobResponse Job(int number, long version = 1) => LoadingPart.JobOf("running", version: version) with { Id = Id(number) };
}
