using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Finishing;

namespace Platform.Frontend.SharedJobs;

/// <summary>Shows the captions of a job to whom its owner has invited: in the studio to edit, else with a player.</summary>
public partial class SharedJobView
{
    private readonly StudioScript _script = new();
    private SharedJob? _job;

    /// <summary>Gets or sets the job.</summary>
    [Parameter, EditorRequired] public Guid JobId { get; set; }

    /// <inheritdoc />
    protected override TimeSpan Period => TimeSpan.FromSeconds(15);

    /// <inheritdoc />
    protected override async Task<Action> LoadContentAsync()
    {
        var job = await Editors.SharedAsync(JobId, CloseToken);
        return () => Show(job);
    }

    /// <summary>Ends the studio.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        GC.SuppressFinalize(this);
        return _script.DisposeAsync();
    }

    // The studio needs no more of the result, and reads the captions itself.
    private static CaptionsResult ResultOf(SharedJob job) => new(
        job.Captions.DurationSeconds, 0, 0, job.Captions.Language, "", "", job.Captions.MediaBytes, job.Captions.HasVideo, job.Captions.Revision);

    private void Show(SharedJob job)
    {
        var isAnother = _job is { } before && job.Captions.Revision > before.Captions.Revision && _script.IsRunning;
        _job = job;
        if (isAnother)
        {
            _ = RefreshAsync();
        }
    }

    private async Task RefreshAsync()
    {
        try
        {
            await _script.RefreshAsync(CloseToken);
        }
        catch (Exception exception) when (exception is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // The studio will find out with its next save.
        }
        catch (Exception exception)
        {
            await DispatchExceptionAsync(exception);
        }
    }
}
