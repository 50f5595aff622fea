using Microsoft.AspNetCore.Components;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Captions;
using Platform.Frontend.Elements;
using Platform.Frontend.Gateway;
using Platform.Frontend.Live;
using Platform.Frontend.Session;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Jobs;

/// <summary>Shows a job while it runs, and its result.</summary>
public partial class JobView
{
    private readonly ShownJob _shown = new();
    private CaptionWorkspace? _captions;
    private bool _followsOne;

    /// <summary>Gets or sets the job.</summary>
    [Parameter, EditorRequired] public Guid JobId { get; set; }

    /// <summary>Gets or sets the URL of the list as the visitor left it.</summary>
    [Parameter, EditorRequired] public string List { get; set; } = "";

    /// <inheritdoc />
    protected override async Task<Action> LoadContentAsync()
    {
        var job = await Api.GetAsync(JobId, CloseToken);
        return () => Show(job);
    }

    /// <summary>An unfinished job is followed with its log; a finished one only in case it is retried.</summary>
    private protected override FeedSubscription? Follow(UserSession session)
    {
        if (_shown.Job is not { } job)
        {
            return null;
        }

        _followsOne = !job.State.IsFinal();
        return _followsOne ? Feeds.Follow(session, JobId) : Feeds.FollowAll(session);
    }

    private protected override bool Apply(FeedMessage message)
    {
        if (_shown.Job is null || message is not FeedMessage.JobChanged { Event: var change } || change.Id != JobId)
        {
            return false;
        }

        if (change.Deleted)
        {
            Notices.Good(Words.DeletedElsewhere);
            Navigation.NavigateTo(List);
            return false;
        }

        var isOther = _shown.Apply(change);
        FollowCurrentJob();
        return isOther;
    }

    private void Show(JobResponse job)
    {
        var isFirst = _shown.Job is null;
        _shown.Show(job);
        if (isFirst)
        {
            RestartFollowing();
        }

        FollowCurrentJob();
    }

    private void FollowCurrentJob()
    {
        if (_followsOne == _shown.Job!.State.IsFinal())
        {
            RestartFollowing();
        }
    }

    private async Task ActAsync(JobAction action)
    {
        if (!await Questions.AskAsync(JobQuestions.About(action, JobTitles.Of(_shown.Job!))))
        {
            return;
        }

        var isDeleted = false;
        await DoAsync(async () =>
        {
            var changed = await Api.ActAsync(JobId, action, CloseToken);
            Notices.Good(JobQuestions.Done(action));
            isDeleted = changed is null;
            if (changed is not null)
            {
                Show(changed);
            }
        });
        if (isDeleted)
        {
            _captions?.DropEdits();
            Navigation.NavigateTo(List);
        }
        else
        {
            await LoadAsync();
        }
    }
}
