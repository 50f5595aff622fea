using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Jobs;

namespace Platform.Frontend.Finishing;

/// <summary>Connects the page with the studio, which runs in the browser and saves by itself.</summary>
public sealed class StudioScript : IAsyncDisposable
{
    private IJSObjectReference? _studio;

    /// <summary>Gets whether the studio runs.</summary>
    public bool IsRunning => _studio is not null;

    /// <summary>Starts the studio.</summary>
    /// <param name="js">The browser.</param>
    /// <param name="module">The URL of studio.js.</param>
    /// <param name="root">The element with the recording, into which the studio goes.</param>
    /// <param name="settings">What the studio starts with.</param>
    /// <param name="cancellationToken">Cancels waiting for the browser.</param>
    /// <exception cref="JSException">The studio, or the captions, could not be loaded.</exception>
    internal async Task StartAsync(IJSRuntime js, string module, ElementReference root, StudioSettings settings, CancellationToken cancellationToken)
    {
        await using var script = await js.InvokeAsync<IJSObjectReference>("import", cancellationToken, module);
        _studio = await script.InvokeAsync<IJSObjectReference>("attach", cancellationToken, root, settings);
    }

    /// <summary>Takes in what others have saved.</summary>
    /// <param name="cancellationToken">Cancels waiting for the browser.</param>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (_studio is { } studio)
        {
            await studio.InvokeVoidAsync("refresh", cancellationToken);
        }
    }

    /// <summary>Saves what is not saved yet.</summary>
    /// <param name="cancellationToken">Cancels waiting for the browser.</param>
    /// <returns>Whether everything is saved.</returns>
    public async Task<bool> SaveAsync(CancellationToken cancellationToken) => _studio is { } studio && await studio.InvokeAsync<bool>("save", cancellationToken);

    /// <summary>Gets the ETag of the captions as they were read or saved last; null if the studio does not run.</summary>
    /// <param name="cancellationToken">Cancels waiting for the browser.</param>
    public async Task<string?> TagAsync(CancellationToken cancellationToken) => _studio is { } studio ? await studio.InvokeAsync<string?>("tag", cancellationToken) : null;

    /// <summary>Gets the stretch of the selected captions; null if none is selected.</summary>
    /// <param name="cancellationToken">Cancels waiting for the browser.</param>
    public async Task<CaptionRange?> SelectionAsync(CancellationToken cancellationToken) =>
        _studio is { } studio && await studio.InvokeAsync<SelectedStretch?>("selection", cancellationToken) is { } selected
            ? new CaptionRange(selected.Start / 1000d, selected.End / 1000d)
            : null;

    /// <summary>Takes in what another job has recognised of a stretch, as an edit that can be undone.</summary>
    /// <param name="recognised">The job, and the stretch.</param>
    /// <param name="cancellationToken">Cancels waiting for the browser.</param>
    /// <returns>Whether anything was recognised there.</returns>
    /// <exception cref="JSException">What was recognised could not be loaded.</exception>
    public async Task<bool> TakeOverAsync(RecognisedRange recognised, CancellationToken cancellationToken) =>
        _studio is { } studio && await studio.InvokeAsync<bool>(
            "takeOver", cancellationToken, $"/captions/{recognised.Job}/document", Math.Round(recognised.Range.Start * 1000), Math.Round(recognised.Range.End * 1000));

    /// <summary>Shows the captions of another job of the recording beside each text.</summary>
    /// <param name="job">The other job; null for none.</param>
    /// <param name="cancellationToken">Cancels waiting for the browser.</param>
    /// <exception cref="JSException">They could not be loaded.</exception>
    public async Task ShowBesideAsync(Guid? job, CancellationToken cancellationToken)
    {
        if (_studio is { } studio)
        {
            await studio.InvokeVoidAsync("showBeside", cancellationToken, job is { } other ? $"/captions/{other}/document" : null);
        }
    }

    /// <summary>Begins empty captions with the times of another job's, as an edit that can be undone.</summary>
    /// <param name="job">The other job.</param>
    /// <param name="cancellationToken">Cancels waiting for the browser.</param>
    /// <returns>Whether they have begun: not if there are captions already.</returns>
    /// <exception cref="JSException">The other captions could not be loaded.</exception>
    public async Task<bool> TakeTimesAsync(Guid job, CancellationToken cancellationToken) =>
        _studio is { } studio && await studio.InvokeAsync<bool>("takeTimes", cancellationToken, $"/captions/{job}/document");

    /// <summary>Compares a revision with the captions as they are shown.</summary>
    /// <param name="revision">The revision.</param>
    /// <param name="most">The maximum number of differences.</param>
    /// <param name="cancellationToken">Cancels waiting for the browser.</param>
    /// <exception cref="JSException">The revision could not be loaded.</exception>
    public async Task<IReadOnlyList<CueDifference>> CompareAsync(int revision, int most, CancellationToken cancellationToken) =>
        _studio is { } studio ? await studio.InvokeAsync<CueDifference[]>("compare", cancellationToken, revision, most) : [];

    /// <summary>Gets the names of the speakers, starting with speaker 1; empty for those without.</summary>
    /// <param name="cancellationToken">Cancels waiting for the browser.</param>
    public async Task<IReadOnlyList<string>> SpeakersAsync(CancellationToken cancellationToken) =>
        _studio is { } studio ? await studio.InvokeAsync<string[]>("speakers", cancellationToken) : [];

    /// <summary>Names the speakers, as an edit that can be undone.</summary>
    /// <param name="names">The names, starting with speaker 1.</param>
    /// <param name="cancellationToken">Cancels waiting for the browser.</param>
    public async Task NameSpeakersAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        if (_studio is { } studio)
        {
            await studio.InvokeVoidAsync("nameSpeakers", cancellationToken, names);
        }
    }

    /// <summary>Ends the studio; what is not saved yet is, or stays in the browser.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_studio is not { } studio)
        {
            return;
        }

        _studio = null;
        try
        {
            await studio.InvokeVoidAsync("detach", CancellationToken.None);
            await studio.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The tab is closed, and the studio with it.
        }
    }
}
