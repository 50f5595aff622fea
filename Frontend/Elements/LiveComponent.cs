using Microsoft.AspNetCore.Components;
using Platform.Frontend.Gateway;
using Platform.Frontend.Live;

namespace Platform.Frontend.Elements;

/// <summary>
/// A page, or a part of one, that loads what it shows: again and again for as long as somebody can see it, or once. While loading
/// fails it tries less and less often.
/// </summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private static readonly TimeSpan s_pauseOfParts = TimeSpan.FromSeconds(2.5);
    private readonly CancellationTokenSource _leaving = new();
    private Polling? _polling;
    private int _looks;
    private int _failures;
    private object? _found;
    private TimeSpan _wait;
    private DateTimeOffset _nextTry;

    /// <summary>A component that is open.</summary>
    protected LiveComponent() => Left = _leaving.Token;

    /// <summary>Cancelled when the component is closed; can be asked after that, too.</summary>
    protected CancellationToken Left { get; }

    /// <summary>Why the last look failed; null when it did not.</summary>
    internal Exception? Failure { get; private set; }

    /// <summary>After what time it tries again by itself; null when it does not fail, or waits for somebody to ask for it.</summary>
    internal TimeSpan? TriesAgainIn { get; private set; }

    /// <summary>Whether what was found is an answer to something else than what is asked for now and could not be had.</summary>
    internal bool HasOnlyOther => Failure is not null && !Equals(Asked, _found);

    /// <summary>Whether what is shown is what the last look found; null before the first.</summary>
    protected bool? IsLive { get; private set; }

    /// <summary>Whether something that the visitor asked for is being done.</summary>
    protected bool IsBusy { get; private set; }

    /// <summary>Whether the time for another try has come, after failures; always true where the last look went well.</summary>
    private protected bool MayLook => Failure is null || Time.GetUtcNow() >= _nextTry;

    /// <summary>The time between two looks; two seconds if not said, infinite for one look only.</summary>
    protected virtual TimeSpan Period => TimeSpan.FromSeconds(2);

    /// <summary>What is looked for, where the visitor can look for something else: which page of a list, by which filter.</summary>
    protected virtual object? Asked => null;

    /// <summary>Whether it tries again by itself after a look that failed.</summary>
    protected virtual bool KeepsTrying => true;

    [Inject] private protected NavigationManager Navigation { get; set; } = default!;

    [Inject] private protected TimeProvider Time { get; set; } = default!;

    [Inject] private protected Notices Notices { get; set; } = default!;

    [Inject] private protected Presence Presence { get; set; } = default!;

    private bool IsOnce => Period == Timeout.InfiniteTimeSpan;

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(isDisposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the component.</summary>
    /// <param name="isDisposing">Whether it is closed, not collected.</param>
    protected virtual void Dispose(bool isDisposing)
    {
        if (isDisposing)
        {
            _leaving.Cancel();
            _leaving.Dispose();
        }
    }

    /// <summary>Reads what is to be shown.</summary>
    /// <returns>Shows it; not called when another look or an action began meanwhile.</returns>
    protected abstract Task<Action> LookAsync();

    /// <inheritdoc />
    protected override Task OnInitializedAsync() => RendererInfo.IsInteractive ? StartAsync() : Task.CompletedTask;

    /// <summary>Looks for the first time, and from now on by itself.</summary>
    protected async Task StartAsync()
    {
        await LoadAsync();
        _ = RefreshAsync();
    }

    /// <summary>Looks now.</summary>
    internal async Task LoadAsync()
    {
        var look = ++_looks;
        var asked = Asked;
        try
        {
            var show = await LookAsync();
            if (look == _looks)
            {
                show();
                _found = asked;
                Succeeded();
            }
        }
        catch (OperationCanceledException) when (Left.IsCancellationRequested)
        {
            // The page is closed.
        }
        catch (Exception exception) when (exception.IsShown(Navigation) || exception is OperationCanceledException)
        {
            if (look == _looks)
            {
                Failed(exception is OperationCanceledException ? new GatewayUnavailableException(exception) : exception);
            }
        }

        // Whoever asked may be a part of this one, and only that would be shown anew.
        StateHasChanged();
    }

    /// <summary>Does what the visitor asked for; a look that began before says nothing any more.</summary>
    /// <param name="action">Does it.</param>
    /// <param name="refused">Shows why it was refused; a notice when left out.</param>
    protected async Task DoAsync(Func<Task> action, Action<Exception>? refused = null)
    {
        ArgumentNullException.ThrowIfNull(action);
        _looks++;
        IsBusy = true;
        try
        {
            await action();
        }
        catch (OperationCanceledException) when (Left.IsCancellationRequested)
        {
            // The page is closed.
        }
        catch (Exception exception) when (exception.IsShown(Navigation))
        {
            (refused ?? (shown => Notices.Bad(Explain.Line(shown))))(exception);
        }
        finally
        {
            _looks++;
            IsBusy = false;
        }
    }

    private void Succeeded()
    {
        (Failure, TriesAgainIn, IsLive, _failures, _wait) = (null, null, true, 0, Period);
        _polling?.Restart();
    }

    private void Failed(Exception exception)
    {
        (Failure, IsLive) = (exception, false);
        var backoff = Backoff.After(++_failures, IsOnce ? s_pauseOfParts : Period, (exception as GatewayException)?.RetryAfter);
        _nextTry = Time.GetUtcNow() + backoff;
        var triesAgain = KeepsTrying && (!IsOnce || exception.Passes());
        _wait = triesAgain ? backoff : Timeout.InfiniteTimeSpan;
        TriesAgainIn = triesAgain ? backoff : null;
        _polling?.Restart();
    }

    private async Task RefreshAsync()
    {
        _polling = new Polling(Presence.Sight, Time);
        try
        {
            await _polling.RunAsync(
                () => _wait,
                () => InvokeAsync(async () =>
                {
                    // Back at a page that loads once: what it loaded stands.
                    if (!IsOnce || TriesAgainIn is not null)
                    {
                        await LoadAsync();
                    }
                }),
                Left);
        }
        catch (OperationCanceledException) when (Left.IsCancellationRequested)
        {
            // The page is closed.
        }
        catch (Exception exception)
        {
            // Else it would stand still and say that it is live.
            await DispatchExceptionAsync(exception);
        }
    }
}
