using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Jobs;
using Platform.Frontend.Live;
using Platform.Frontend.Session;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Finishing;

/// <summary>Shows the studio for a job's captions, with their revisions and what else belongs to them.</summary>
public partial class StudioView
{
    private readonly StudioScript _script = new();
    private readonly AwaitedRanges _awaited = new();
    private RevisionRows? _revisions;
    private JobResponse? _job;

    /// <summary>Gets or sets the job.</summary>
    [Parameter, EditorRequired] public Guid JobId { get; set; }

    /// <inheritdoc />
    protected override async Task<Action> LoadContentAsync()
    {
        var job = await Api.GetAsync(JobId, CloseToken);
        foreach (var (awaited, state) in await _awaited.FindAsync(Api, CloseToken))
        {
            _ = EndAsync(awaited, state);
        }

        return () => Show(job);
    }

    /// <summary>Edits of others come as changes of a job that has ended.</summary>
    private protected override FeedSubscription? Follow(UserSession session) => Feeds.FollowAll(session);

    private protected override bool Apply(FeedMessage message)
    {
        if (message is FeedMessage.JobChanged { Event: var any })
        {
            _ = EndAsync(any.Id, any.State);
        }

        if (_job is null || message is not FeedMessage.JobChanged { Event: var change } || change.Id != JobId || change.Version <= _job.Version)
        {
            return false;
        }

        if (change.State != _job.State || !_script.IsRunning)
        {
            return true;
        }

        _job = _job with { Version = change.Version };
        _ = RefreshStudioAsync();
        return false;
    }

    // The view does not change while the job is the same: the studio has the captions, and merges new ones itself.
    private void Show(JobResponse job)
    {
        var isAnother = _job is { } before && job.Version > before.Version && _script.IsRunning;
        _job = job;
        if (isAnother)
        {
            _ = RefreshStudioAsync();
        }
    }

    /// <summary>Ends the studio.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        GC.SuppressFinalize(this);
        return _script.DisposeAsync();
    }

    private Task AwaitAsync(RecognisedRange recognised)
    {
        // It may have ended before anybody waited for it.
        _awaited.Begin(recognised);
        return LoadAsync();
    }

    // What was recognised again takes the place of what was selected, wherever the person works now.
    private Task EndAsync(Guid job, JobState state)
    {
        if (_awaited.End(job, state) is not { } ended)
        {
            return Task.CompletedTask;
        }

        var isTaken = false;
        return AskStudioAsync(
            async () =>
            {
                isTaken = state == JobState.Succeeded && await _script.TakeOverAsync(ended, CloseToken);
            },
            () => (isTaken ? (Action<PageText>)Notices.Good : Notices.Bad)(isTaken ? Words.RecogniseSelectedDone : Words.RecogniseSelectedFailed));
    }

    private Task RefreshStudioAsync() => AskStudioAsync(async () =>
    {
        await _script.RefreshAsync(CloseToken);
        if (_revisions is { } revisions)
        {
            await revisions.SavedAsync();
        }
    });

    private async Task AskStudioAsync(Func<Task> ask, Action? asked = null)
    {
        try
        {
            await ask();
        }
        catch (Exception exception) when (exception is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // The studio will find out with its next save.
        }
        catch (Exception exception)
        {
            await DispatchExceptionAsync(exception);
        }

        if (!CloseToken.IsCancellationRequested)
        {
            asked?.Invoke();
        }
    }
}
