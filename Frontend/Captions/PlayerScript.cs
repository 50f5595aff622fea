using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Platform.Frontend.Captions;

/// <summary>Connects the player with the cues beside it, which player.js does in the browser.</summary>
internal sealed class PlayerScript : IAsyncDisposable
{
    private IJSObjectReference? _player;

    /// <summary>Connects a player.</summary>
    /// <param name="js">The browser.</param>
    /// <param name="module">The URL of player.js.</param>
    /// <param name="root">The element with the player and the cues.</param>
    /// <param name="cancellationToken">Cancels waiting for the browser.</param>
    public async Task AttachAsync(IJSRuntime js, string module, ElementReference root, CancellationToken cancellationToken)
    {
        await using var script = await js.InvokeAsync<IJSObjectReference>("import", cancellationToken, module);
        _player = await script.InvokeAsync<IJSObjectReference>("attach", cancellationToken, root);
    }

    /// <summary>Disconnects the player.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_player is null)
        {
            return;
        }

        try
        {
            await _player.InvokeVoidAsync("detach", CancellationToken.None);
            await _player.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The tab is closed, and the player with it.
        }
    }
}
