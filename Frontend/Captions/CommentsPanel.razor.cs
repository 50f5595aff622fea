using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Elements;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Captions;

/// <summary>Shows the comments on a job's recording to its owner, who resolves and deletes them.</summary>
public partial class CommentsPanel
{
    private IReadOnlyList<CaptionComment>? _comments;
    private bool _isOpened;

    /// <summary>Gets or sets the job.</summary>
    [Parameter, EditorRequired] public Guid JobId { get; set; }

    /// <inheritdoc />
    protected override TimeSpan Period => TimeSpan.FromSeconds(15);

    /// <summary>Nothing is loaded before somebody opens the list.</summary>
    protected override Task OnInitializedAsync() => Task.CompletedTask;

    /// <inheritdoc />
    protected override async Task<Action> LoadContentAsync()
    {
        var comments = await Comments.ListAsync(JobId, CloseToken);
        return () => _comments = comments;
    }

    private static string PositionOf(CaptionComment comment) => Durations.Position(comment.AtMs / 1000d);

    private Task OpenAsync()
    {
        if (_isOpened)
        {
            return Task.CompletedTask;
        }

        _isOpened = true;
        return StartAsync();
    }

    private async Task SeekAsync(CaptionComment comment)
    {
        try
        {
            await using var script = await JS.InvokeAsync<IJSObjectReference>("import", CloseToken, "/" + Assets["js/comments.js"]);
            await script.InvokeVoidAsync("seek", CloseToken, comment.AtMs);
        }
        catch (Exception exception) when (exception is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // The recording stays where it is.
        }
    }

    private async Task ResolveAsync(CaptionComment comment)
    {
        await DoAsync(() => Comments.ResolveAsync(JobId, comment.Id, comment.ResolvedAt is null, CloseToken));
        await LoadAsync();
    }

    private async Task DeleteAsync(CaptionComment comment)
    {
        if (await Questions.AskAsync(new(Words.CommentDeleteTitle, Words.CommentDeleteText, Words.Delete, IsDangerous: true)))
        {
            await DoAsync(() => Comments.DeleteAsync(JobId, comment.Id, CloseToken));
            await LoadAsync();
        }
    }
}
