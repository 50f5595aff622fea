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
    private JobResponse? _job;
    private CaptionWorkspace? _captions;

    // The job's state came from an event, which has few fields; the rest still has to be read.
    private bool _isFromEvent;
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
        if (_job is null)
        {
            return null;
        }

        _followsOne = !_job.State.IsFinal();
        return _followsOne ? Feeds.Follow(session, JobId) : Feeds.FollowAll(session);
    }

    private protected override bool Apply(FeedMessage message)
    {
        if (_job is null || message is not FeedMessage.JobChanged { Event: var change } || change.Id != JobId)
        {
            return false;
        }

        if (change.Deleted)
        {
            Notices.Good(Words.DeletedElsewhere);
            Navigation.NavigateTo(List);
            return false;
        }

        if (change.Version <= _job.Version)
        {
            return false;
        }

        var isOther = change.State != _job.State || change.Attempt != _job.Attempt;
        _isFromEvent |= isOther;
        _job = _job with { State = change.State, Attempt = change.Attempt, Version = change.Version, Progress = change.Progress ?? _job.Progress };
        FollowRightOne();
        return isOther;
    }

    private void Show(JobResponse job)
    {
        var isFirst = _job is null;
        if (isFirst || job.Version >= _job!.Version)
        {
            _job = job;
            _isFromEvent = false;
        }

        if (isFirst)
        {
            FollowAnew();
        }

        FollowRightOne();
    }

    private void FollowRightOne()
    {
        if (_followsOne == _job!.State.IsFinal())
        {
            FollowAnew();
        }
    }

    private async Task ActAsync(JobAction action)
    {
        if (!await Questions.AskAsync(JobQuestions.About(action, JobTitles.Of(_job!))))
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
