using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Elements;
using Platform.Frontend.Gateway;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Captions;

/// <summary>Shows the captions of a job next to their recording, for reading, editing and downloading.</summary>
public partial class CaptionWorkspace
{
    private readonly CaptionEdits _edits = new();
    private readonly PlayerScript _player = new();
    private ElementReference _root;
    private TaggedCaptions? _captions;
    private bool _conflict;

    /// <summary>Gets or sets the job.</summary>
    [Parameter, EditorRequired] public Guid JobId { get; set; }
    /// <summary>Gets or sets the result of the job.</summary>
    [Parameter, EditorRequired] public CaptionsResult Result { get; set; } = default!;
    /// <summary>Gets or sets the title of the recording.</summary>
    [Parameter, EditorRequired] public string Title { get; set; } = "";
    /// <summary>Gets or sets whether the captions were translated into English.</summary>
    [Parameter] public bool IsTranslated { get; set; }

    /// <summary>Raised after the captions were saved.</summary>
    [Parameter] public EventCallback OnSaved { get; set; }

    private bool IsRecognised => Result.Recogniser != CaptionsResult.NoRecogniser;

    private string TrackUrl => string.Create(CultureInfo.InvariantCulture, $"/captions/{JobId}.vtt?revision={_captions?.Document.Revision ?? Result.Revision}");

    /// <inheritdoc />
    protected override TimeSpan Period => Timeout.InfiniteTimeSpan;

    /// <inheritdoc />
    protected override Task OnAfterRenderAsync(bool firstRender) =>
        firstRender ? _player.AttachAsync(JS, "/" + Assets["js/player.js"], _root, CloseToken) : Task.CompletedTask;

    /// <inheritdoc />
    protected override async Task<Action> LoadContentAsync()
    {
        var captions = await Api.CaptionsAsync(JobId, CloseToken);
        return () =>
        {
            _captions = captions;
            _conflict = false;
            _edits.DropThoseIn(captions.Document);
        };
    }

    private async Task ReloadAsync(bool keepTexts)
    {
        await LoadAsync();
        if (!keepTexts && Failure is null)
        {
            _edits.Clear();
        }
    }

    /// <summary>Drops unsaved edits, such as those of a job that was deleted: leaving the page asks no more about them.</summary>
    internal void DropEdits()
    {
        _edits.Clear();
        _conflict = false;
    }

    private async Task SaveAsync()
    {
        if (_edits.Count > 0 && await SaveAsync(_edits.ToRequest()))
        {
            _edits.Clear();
            await LoadAsync();
            Notices.Good(Words.CaptionsSaved);
            await OnSaved.InvokeAsync();
        }
    }

    private async Task ConfirmNavigationAsync(LocationChangingContext context)
    {
        if (_edits.Count > 0 && !await Questions.AskAsync(new(Words.LeaveEditsTitle, Words.LeaveEditsText, Words.Leave, IsDangerous: true)))
        {
            context.PreventNavigation();
        }
    }

    // Unsaved edits are kept.
    private async Task SaveNamesAsync(IReadOnlyList<string> names)
    {
        if (await SaveAsync(new([], names)))
        {
            await LoadAsync();
            Notices.Good(Words.NamesSaved);
            await OnSaved.InvokeAsync();
        }
    }

    private async Task<bool> SaveAsync(EditCaptionsRequest edit)
    {
        if (IsBusy || _captions is null)
        {
            return false;
        }

        var isSaved = false;
        await DoAsync(
            async () =>
            {
                await Api.SaveCaptionsAsync(JobId, edit, _captions.Tag, CloseToken);
                isSaved = true;
            },
            refused =>
            {
                _conflict = refused is GatewayException { IsConflict: true };
                if (!_conflict)
                {
                    Notices.Bad(Explain.Line(refused));
                }
            });
        return isSaved;
    }

    /// <summary>Disposes of the player.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        GC.SuppressFinalize(this);
        return _player.DisposeAsync();
    }
}
