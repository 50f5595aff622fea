using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Captions;
using Platform.Frontend.Gateway;
using Platform.Frontend.Jobs;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Finishing;

/// <summary>Lists the other captions of a recording.</summary>
public partial class StudioTracks
{
    private const string Typed = "typed";

    private IReadOnlyList<JobResponse>? _others;
    private JobKeys? _keys;
    private Guid? _beside;
    private string _kind = "translated";
    private string _language = Languages.Any;
    private bool _isOpened;

    /// <summary>Gets or sets the job.</summary>
    [Parameter, EditorRequired] public Guid JobId { get; set; }

    /// <summary>Gets or sets the first job of the recording; null if this one is the first.</summary>
    [Parameter] public Guid? First { get; set; }

    /// <summary>Gets or sets the connection to the studio.</summary>
    [Parameter, EditorRequired] public StudioScript Script { get; set; } = default!;

    /// <inheritdoc />
    protected override TimeSpan Period => Timeout.InfiniteTimeSpan;

    /// <summary>Nothing is loaded before somebody opens the list.</summary>
    protected override Task OnInitializedAsync() => Task.CompletedTask;

    /// <inheritdoc />
    protected override async Task<Action> LoadContentAsync()
    {
        var found = new List<JobResponse>(await Api.RecognitionsAsync(JobId, CloseToken));
        if (First is { } first && await FindAsync(first) is { } job)
        {
            found.Add(job);
        }

        return () => _others = [.. found.Where(TrackName.IsTrack)];
    }

    private async Task<JobResponse?> FindAsync(Guid job)
    {
        try
        {
            return await Api.GetAsync(job, CloseToken);
        }
        catch (GatewayException exception) when (exception.IsNotFound)
        {
            // It was deleted; the others go on without it.
            return null;
        }
    }

    private Task OpenAsync()
    {
        if (_isOpened)
        {
            return Task.CompletedTask;
        }

        _isOpened = true;
        return StartAsync();
    }

    private Task ShowAsync() => AskStudioAsync(() => Script.ShowBesideAsync(_beside, CloseToken));

    private Task TakeTimesAsync() => AskStudioAsync(async () =>
    {
        if (_beside is { } other && !await Script.TakeTimesAsync(other, CloseToken))
        {
            Notices.Bad(Words.Studio_refused_not_empty);
        }
    });

    // In a job of its own, as everything that is recognised or typed.
    private Task BeginAsync() => DoAsync(async () =>
    {
        var wanted = _kind == Typed
            ? new RecogniseAgainRequest(_language, Translate: false, Recognise: false)
            : new RecogniseAgainRequest(Translate: true);
        _keys ??= new JobKeys(Time);
        var job = await Api.RecogniseAgainAsync(JobId, wanted, _keys.Of(wanted), CloseToken);
        Navigation.NavigateTo($"/jobs/{job.Id}");
    });

    private async Task AskStudioAsync(Func<Task> ask)
    {
        try
        {
            await ask();
        }
        catch (Exception exception) when (exception is JSException or JSDisconnectedException or OperationCanceledException)
        {
            if (!CloseToken.IsCancellationRequested)
            {
                Notices.Bad(Words.CaptionsNotLoaded);
            }
        }
    }
}
