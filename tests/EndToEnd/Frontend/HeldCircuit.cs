using Microsoft.Playwright;

namespace Platform.EndToEnd.Frontend;

/// <summary>Holds back what the server answers to pages that get ready, as a slow network does.</summary>
internal sealed class HeldCircuit
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<(IWebSocketRoute Page, byte[] Message)> _held = new();
    private readonly Lock _lock = new();
    private bool _isReleased;

    /// <summary>Done once a page has told the server where it is.</summary>
    public Task Asked => _asked.Task.WaitAsync(TimeSpan.FromSeconds(60));

    public static async Task<HeldCircuit> OnAsync(IPage page)
    {
        var held = new HeldCircuit();
        await page.RouteWebSocketAsync(address => address.Contains("/_blazor", StringComparison.Ordinal), held.Join);
        return held;
    }

    /// <summary>Hands out what was held back; from now on nothing is.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _isReleased = true;
            while (_held.TryDequeue(out var held))
            {
                held.Page.Send(held.Message);
            }
        }
    }

    private void Join(IWebSocketRoute page)
    {
        var server = page.ConnectToServer();
        var hasAsked = false;
        page.OnMessage(frame =>
        {
            server.Send(frame.Binary!);
            if (frame.Text!.Contains("StartCircuit", StringComparison.Ordinal))
            {
                Volatile.Write(ref hasAsked, true);
                _asked.TrySetResult();
            }
        });
        server.OnMessage(frame =>
        {
            lock (_lock)
            {
                if (_isReleased || !Volatile.Read(ref hasAsked))
                {
                    page.Send(frame.Binary!);
                }
                else
                {
                    _held.Enqueue((page, frame.Binary!));
                }
            }
        });
    }
}
