using System.Globalization;
using Microsoft.AspNetCore.Components;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Elements;
using Platform.Frontend.Gateway;
using Platform.Frontend.Live;
using Platform.Frontend.Session;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Jobs;

/// <summary>Shows the visitor's jobs by the filters and the page in the URL.</summary>
public partial class JobListPage
{
    private const int PageSize = 50;
    private readonly JobSelection _selected = new();
    private readonly Pages _pages = new();
    private List<JobResponse>? _jobs;
    private JobQuery _query = JobQuery.Everything;
    private string? _place;
    private bool _isLoading;
    private DateTimeOffset _now;

    [SupplyParameterFromQuery(Name = "state")] private string[]? StateNames { get; set; }
    [SupplyParameterFromQuery(Name = "kind")] private string? Kind { get; set; }
    [SupplyParameterFromQuery(Name = "tag")] private string? Tag { get; set; }
    [SupplyParameterFromQuery(Name = "q")] private string? Text { get; set; }
    [SupplyParameterFromQuery(Name = "after")] private string? After { get; set; }
    [SupplyParameterFromQuery(Name = "before")] private string? Before { get; set; }
    [SupplyParameterFromQuery(Name = ListAddresses.PageParameter)] private string? Place { get; set; }

    private string ListAddress => ListAddresses.Of(_query, _pages.Write());

    private IReadOnlyCollection<Guid> ShownIds => [.. (_jobs ?? []).Select(job => job.Id)];

    private bool IsPageSelected => _selected.HasAll(ShownIds);

    private string SelectionText => _selected.IsAllMatching
        ? (_query.IsEverything ? Words.EverythingSelected : Words.AllMatchingSelected)
        : _selected.Ids.Count > 0 ? Phrase.Count(_selected.Ids.Count, Words.OneSelected, Words.ManySelected) : Words.SelectPage;

    /// <inheritdoc />
    protected override object? RequestKey => (_query, _pages.Cursor);

    /// <inheritdoc />
    protected override Task OnInitializedAsync()
    {
        _query = ReadQuery();
        _place = Blank(Place);
        _pages.Go(_place);
        return base.OnInitializedAsync();
    }

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        var query = ReadQuery();
        var place = Blank(Place);
        if (Same(query, _query) && place == _place)
        {
            return;
        }

        // The pager already exists, and knows more pages than the URL.
        if (!Same(query, _query) || place != _pages.Write())
        {
            _pages.Go(place);
        }

        _query = query;
        _place = place;
        _selected.Clear();
        if (RendererInfo.IsInteractive)
        {
            await LoadAsync();
        }
    }

    private JobQuery ReadQuery() => new(
        [.. (StateNames ?? []).Select(JobStateNames.Parse).OfType<JobState>().Distinct()],
        Blank(Kind), Blank(Tag), Blank(Text), Moment(After), Moment(Before));

    private static string? Blank(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static DateTimeOffset? Moment(string? value) =>
        DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;

    private static bool Same(JobQuery one, JobQuery other) =>
        one.States.SequenceEqual(other.States)
        && (one.Kind, one.Tag, one.Text, one.After, one.Before) == (other.Kind, other.Tag, other.Text, other.After, other.Before);

    private void ShowFiltered(JobQuery query) => Navigation.NavigateTo(ListAddresses.Of(query, null));

    /// <inheritdoc />
    protected override async Task<Action> LoadContentAsync()
    {
        _isLoading = true;
        try
        {
            var page = await _pages.FetchAsync(ReadAsync, read => read.Items.Count);
            return () =>
            {
                _jobs = [.. page.Items];
                _pages.Read(page.NextCursor);
                _now = Time.GetUtcNow();
                _selected.KeepTo(ShownIds);
            };
        }
        finally
        {
            _isLoading = false;
        }
    }

    private protected override FeedSubscription? Follow(UserSession session) => Feeds.FollowAll(session);

    private protected override bool Apply(FeedMessage message)
    {
        _now = Time.GetUtcNow();
        if (message is not FeedMessage.JobChanged { Event: var change })
        {
            return false;
        }

        var index = _jobs?.FindIndex(job => job.Id == change.Id) ?? -1;
        if (index < 0)
        {
            // The job is not on this page, but may have to be added to the first one.
            return _pages.IsFirst && !change.Deleted;
        }

        var job = _jobs![index];
        if (change.Deleted)
        {
            _jobs.RemoveAt(index);
            _selected.LeaveOut(change.Id);
            return false;
        }

        if (change.Version <= job.Version)
        {
            return false;
        }

        // The event has few fields; the times, the error and the result have to be read.
        _jobs[index] = job with { State = change.State, Version = change.Version, Attempt = change.Attempt, Progress = change.Progress ?? job.Progress };
        return change.State != job.State;
    }

    private async Task<PageResponse<JobResponse>> ReadAsync(string? cursor)
    {
        try
        {
            return await Api.ListAsync(_query, PageSize, cursor, CloseToken);
        }
        catch (GatewayException exception) when (cursor is not null && exception.Status == System.Net.HttpStatusCode.UnprocessableEntity)
        {
            // The URL is old or was changed: its cursor does not belong to this list.
            return new PageResponse<JobResponse>([], null);
        }
    }

    private Task MoveAsync()
    {
        _selected.Clear();
        if (_pages.Write() == _place)
        {
            // The first page was shown because the one of the URL has become empty.
            return LoadAsync();
        }

        Navigation.NavigateTo(ListAddress);
        return Task.CompletedTask;
    }

    private void TogglePage(ChangeEventArgs change)
    {
        if (change.Value is true)
        {
            _selected.ChoosePage(ShownIds);
        }
        else
        {
            _selected.Clear();
        }
    }

    private async Task ActAsync(JobResponse job, JobAction action)
    {
        if (!await Questions.AskAsync(JobQuestions.About(action, JobTitles.Of(job))))
        {
            return;
        }

        await DoAsync(async () =>
        {
            var changed = await Api.ActAsync(job.Id, action, CloseToken);
            var index = _jobs!.FindIndex(known => known.Id == job.Id);
            if (index >= 0 && changed is null)
            {
                _jobs.RemoveAt(index);
                _selected.LeaveOut(job.Id);
            }
            else if (index >= 0 && changed!.Version >= _jobs[index].Version)
            {
                _jobs[index] = changed;
            }

            Notices.Good(JobQuestions.Done(action));
        });
        await LoadAsync();
    }

    private async Task ActOnSelectionAsync(JobAction action)
    {
        var isEverything = _selected.IsAllMatching && _query.IsEverything;
        var about = _selected.IsAllMatching
            ? (isEverything ? Words.AllYourJobs : Words.AllMatchingJobs)
            : Phrase.Count(_selected.Ids.Count, Words.OneJob, Words.ManyJobs);
        if (!await Questions.AskAsync(JobQuestions.About(action, about, _selected.IsAllMatching || _selected.Ids.Count > 1)))
        {
            return;
        }

        await DoAsync(async () =>
        {
            var filter = _selected.IsAllMatching ? (isEverything ? null : _query.ToFilter()) : new BulkFilter(Ids: [.. _selected.Ids]);
            var result = await Api.ActAsync(new BulkRequest(action, filter, isEverything), CloseToken);
            if (JobQuestions.Refused(result) is { } refused)
            {
                Notices.Bad(refused);
            }
            else
            {
                Notices.Good(Phrase.Format(JobQuestions.BulkDone(action), result.Changed, result.Matched));
                _selected.Clear();
            }
        });
        await LoadAsync();
    }
}
