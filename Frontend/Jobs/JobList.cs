using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Elements;
using Platform.Frontend.Gateway;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Jobs;

/// <summary>Holds the list of jobs that a visitor sees: the filter, the page, its jobs, and which of them are selected.</summary>
internal sealed class JobList
{
    private string? _place;

    /// <summary>Gets the filter.</summary>
    public JobQuery Query { get; private set; } = JobQuery.Everything;

    /// <summary>Gets the position in the list.</summary>
    public Pages Pages { get; } = new();

    /// <summary>Gets the jobs of the page; null until they are loaded.</summary>
    public List<JobResponse>? Jobs { get; private set; }

    /// <summary>Gets the selected jobs.</summary>
    public JobSelection Selected { get; } = new();

    /// <summary>Gets the URL of the list at this position.</summary>
    public string Address => ListAddresses.Of(Query, Pages.Write());

    /// <summary>Gets whether the URL is that of this position already: the first page was shown because the one of the URL has become empty.</summary>
    public bool IsAtItsAddress => Pages.Write() == _place;

    /// <summary>Gets the ids of the jobs of the page.</summary>
    public IReadOnlyCollection<Guid> ShownIds => [.. (Jobs ?? []).Select(job => job.Id)];

    /// <summary>Gets whether all jobs of the page are selected.</summary>
    public bool IsPageSelected => Selected.HasAll(ShownIds);

    /// <summary>Gets whether there are jobs on other pages that could be selected as well.</summary>
    public bool HasMoreToSelect => !Selected.IsAllMatching && IsPageSelected && !(Pages.IsFirst && Pages.IsLast);

    /// <summary>Gets what is selected, in words.</summary>
    public string SelectionText => Selected.IsAllMatching
        ? (Query.IsEverything ? Words.EverythingSelected : Words.AllMatchingSelected)
        : Selected.Ids.Count > 0 ? Phrase.Count(Selected.Ids.Count, Words.OneSelected, Words.ManySelected) : Words.SelectPage;

    private bool IsEverythingSelected => Selected.IsAllMatching && Query.IsEverything;

    /// <summary>Begins with the filter and the page of a URL.</summary>
    public void Begin(JobQuery query, string? place)
    {
        (Query, _place) = (query, place);
        Pages.Go(place);
    }

    /// <summary>Moves to the filter and the page of a URL.</summary>
    /// <returns>Whether the jobs have to be loaded.</returns>
    public bool Move(JobQuery query, string? place)
    {
        if (query.IsSameAs(Query) && place == _place)
        {
            return false;
        }

        // The pager already exists, and knows more pages than the URL.
        if (!query.IsSameAs(Query) || place != Pages.Write())
        {
            Pages.Go(place);
        }

        (Query, _place) = (query, place);
        Selected.Clear();
        return true;
    }

    /// <summary>Shows the jobs of the page as they were read.</summary>
    public void Show(PageResponse<JobResponse> page)
    {
        Jobs = [.. page.Items];
        Pages.Read(page.NextCursor);
        Selected.KeepTo(ShownIds);
    }

    /// <summary>Applies a change of a job.</summary>
    /// <returns>Whether the jobs have to be read again: the event has few fields, without times, error and result.</returns>
    public bool Apply(JobEvent change)
    {
        var index = IndexOf(change.Id);
        if (index < 0)
        {
            // The job is not on this page, but may have to be added to the first one.
            return Pages.IsFirst && !change.Deleted;
        }

        var job = Jobs![index];
        if (change.Deleted)
        {
            Remove(index);
            return false;
        }

        if (change.Version <= job.Version)
        {
            return false;
        }

        Jobs[index] = job with { State = change.State, Version = change.Version, Attempt = change.Attempt, Progress = change.Progress ?? job.Progress };
        return change.State != job.State;
    }

    /// <summary>Applies the result of an action on a job.</summary>
    /// <param name="id">The job.</param>
    /// <param name="changed">The job as it is now; null if it was deleted.</param>
    public void Take(Guid id, JobResponse? changed)
    {
        var index = IndexOf(id);
        if (index >= 0 && changed is null)
        {
            Remove(index);
        }
        else if (index >= 0 && changed!.Version >= Jobs![index].Version)
        {
            Jobs[index] = changed;
        }
    }

    /// <summary>Selects all jobs of the page, or none at all.</summary>
    public void ChoosePage(bool isOn)
    {
        if (isOn)
        {
            Selected.ChoosePage(ShownIds);
        }
        else
        {
            Selected.Clear();
        }
    }

    /// <summary>Creates the question before an action on the selected jobs.</summary>
    public Question QuestionBefore(JobAction action)
    {
        var about = Selected.IsAllMatching
            ? (IsEverythingSelected ? Words.AllYourJobs : Words.AllMatchingJobs)
            : Phrase.Count(Selected.Ids.Count, Words.OneJob, Words.ManyJobs);
        return JobQuestions.About(action, about, Selected.IsAllMatching || Selected.Ids.Count > 1);
    }

    /// <summary>Creates the request for an action on the selected jobs.</summary>
    public BulkRequest RequestOf(JobAction action)
    {
        var filter = IsEverythingSelected ? null : Selected.IsAllMatching ? Query.ToFilter() : new BulkFilter(Ids: [.. Selected.Ids]);
        return new BulkRequest(action, filter, IsEverythingSelected);
    }

    private int IndexOf(Guid id) => Jobs?.FindIndex(job => job.Id == id) ?? -1;

    private void Remove(int index)
    {
        Selected.LeaveOut(Jobs![index].Id);
        Jobs.RemoveAt(index);
    }
}
