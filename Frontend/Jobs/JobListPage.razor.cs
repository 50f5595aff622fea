using System.Net;
using Microsoft.AspNetCore.Components;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Gateway;
using Platform.Frontend.Live;
using Platform.Frontend.Session;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Jobs;

/// <summary>Shows the visitor's jobs by the filters and the page in the URL.</summary>
public partial class JobListPage
{
    private const int PageSize = 50;
    private readonly JobList _list = new();
    private bool _isLoading;
    private DateTimeOffset _now;

    [SupplyParameterFromQuery(Name = "state")] private string[]? StateNames { get; set; }
    [SupplyParameterFromQuery(Name = "kind")] private string? Kind { get; set; }
    [SupplyParameterFromQuery(Name = "tag")] private string? Tag { get; set; }
    [SupplyParameterFromQuery(Name = "q")] private string? Text { get; set; }
    [SupplyParameterFromQuery(Name = "after")] private string? After { get; set; }
    [SupplyParameterFromQuery(Name = "before")] private string? Before { get; set; }
    [SupplyParameterFromQuery(Name = ListAddresses.PageParameter)] private string? Place { get; set; }

    private JobQuery Query => ListAddresses.Read(StateNames, Kind, Tag, Text, After, Before);

    /// <inheritdoc />
    protected override object? RequestKey => (_list.Query, _list.Pages.Cursor);

    /// <inheritdoc />
    protected override Task OnInitializedAsync()
    {
        _list.Begin(Query, ListAddresses.Trimmed(Place));
        return base.OnInitializedAsync();
    }

    /// <inheritdoc />
    protected override Task OnParametersSetAsync() =>
        _list.Move(Query, ListAddresses.Trimmed(Place)) && RendererInfo.IsInteractive ? LoadAsync() : Task.CompletedTask;

    /// <inheritdoc />
    protected override async Task<Action> LoadContentAsync()
    {
        _isLoading = true;
        try
        {
            var page = await _list.Pages.FetchAsync(ReadAsync, read => read.Items.Count);
            return () =>
            {
                _list.Show(page);
                _now = Time.GetUtcNow();
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
        return message is FeedMessage.JobChanged { Event: var change } && _list.Apply(change);
    }

    private async Task<PageResponse<JobResponse>> ReadAsync(string? cursor)
    {
        try
        {
            return await Api.ListAsync(_list.Query, PageSize, cursor, CloseToken);
        }
        catch (GatewayException exception) when (cursor is not null && exception.Status == HttpStatusCode.UnprocessableEntity)
        {
            // The URL is old or was changed: its cursor does not belong to this list.
            return new PageResponse<JobResponse>([], null);
        }
    }

    private void ShowFiltered(JobQuery query) => Navigation.NavigateTo(ListAddresses.Of(query, null));

    private Task MoveAsync()
    {
        _list.Selected.Clear();
        if (_list.IsAtItsAddress)
        {
            return LoadAsync();
        }

        Navigation.NavigateTo(_list.Address);
        return Task.CompletedTask;
    }

    private async Task ActAsync(JobResponse job, JobAction action)
    {
        if (await Questions.AskAsync(JobQuestions.About(action, JobTitles.Of(job))))
        {
            await DoAsync(async () =>
            {
                _list.Take(job.Id, await Api.ActAsync(job.Id, action, CloseToken));
                Notices.Good(JobQuestions.Done(action));
            });
            await LoadAsync();
        }
    }

    private async Task ActOnSelectionAsync(JobAction action)
    {
        if (await Questions.AskAsync(_list.QuestionBefore(action)))
        {
            await DoAsync(async () => Show(action, await Api.ActAsync(_list.RequestOf(action), CloseToken)));
            await LoadAsync();
        }
    }

    private void Show(JobAction action, ActOnJobsResult result)
    {
        if (JobQuestions.Refused(result) is { } refused)
        {
            Notices.Bad(refused);
            return;
        }

        Notices.Good(Phrase.Format(JobQuestions.BulkDone(action), result.Changed, result.Matched));
        _list.Selected.Clear();
    }
}
