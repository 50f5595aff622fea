using Platform.Frontend.Jobs;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Jobs;

public sealed class JobSelectionTests
{
    private static readonly Guid[] s_page = [.. Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7(TimeProvider.System.GetUtcNow()))];

    [Fact]
    public void A_page_is_selected_when_all_of_its_jobs_are()
    {
        var selection = new JobSelection();
        selection.HasAll([]).ShouldBeFalse();
        selection.Choose(s_page[0], isOn: true, s_page);
        selection.HasAll(s_page).ShouldBeFalse();
        selection.ChoosePage(s_page);
        selection.HasAll(s_page).ShouldBeTrue();
        selection.Choose(s_page[1], isOn: false, s_page);
        selection.HasAll(s_page).ShouldBeFalse();
        selection.Ids.ShouldBe([s_page[0], s_page[2]], ignoreOrder: true);
    }

    [Fact]
    public void Deselecting_one_job_after_selecting_all_matching_keeps_the_rest_of_the_page()
    {
        var selection = new JobSelection();
        selection.ChooseAllMatching();
        selection.Has(Guid.Empty).ShouldBeTrue();
        selection.Choose(s_page[0], isOn: false, s_page);
        selection.IsAllMatching.ShouldBeFalse();
        selection.Ids.ShouldBe([s_page[1], s_page[2]], ignoreOrder: true);
    }

    [Fact]
    public void Jobs_that_leave_the_page_are_deselected()
    {
        var selection = new JobSelection();
        selection.ChoosePage(s_page);
        selection.KeepTo(s_page[..2]);
        selection.LeaveOut(s_page[0]);
        selection.Ids.ShouldBe([s_page[1]]);
        selection.IsEmpty.ShouldBeFalse();
        selection.Clear();
        selection.IsEmpty.ShouldBeTrue();
    }
}
