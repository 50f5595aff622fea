using Microsoft.AspNetCore.Components;
using Platform.Frontend.Gateway;
using Platform.Frontend.Live;

namespace Platform.Frontend.Elements;

/// <summary>
/// The base class of pages, and parts of pages, that load what they show: repeatedly while they are visible, or once. After failures the interval grows.
/// </summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private static readonly TimeSpan s_pauseOfParts = TimeSpan.FromSeconds(2.5);
    private readonly CancellationTokenSource _closing = new();
    private Polling? _polling;
    private int _loads;
    private int _newestLoad;
    private bool _isDiscarded;
    private int _failures;
    private object? _found;
    private TimeSpan _wait;
    private DateTimeOffset _nextTry;

    /// <summary>Creates an open component.</summary>
    protected LiveComponent() => CloseToken = _closing.Token;

    /// <summary>Gets the token that is cancelled when the component is closed; may be used afterwards too.</summary>
    protected CancellationToken CloseToken { get; }

    /// <summary>Gets why the last load failed; null if it succeeded.</summary>
    internal Exception? Failure { get; private set; }

    /// <summary>Gets the time until the next automatic attempt; null if nothing failed, or the user has to retry.</summary>
    internal TimeSpan? RetriesIn { get; private set; }

    /// <summary>Gets whether the content belongs to an earlier request, because loading the current one failed.</summary>
    internal bool IsOutdated => Failure is not null && !Equals(RequestKey, _found);

    /// <summary>Gets whether the content is that of the last load; null before the first.</summary>
    protected bool? IsLive { get; private set; }

    /// <summary>Gets whether an action of the visitor is running.</summary>
    protected bool IsBusy { get; private set; }

    /// <summary>Gets whether another attempt is due after a failure; always true if the last load succeeded.</summary>
    private protected bool IsRetryDue => Failure is null || Time.GetUtcNow() >= _nextTry;

    /// <summary>Gets the refresh interval; two seconds by default, infinite to load once.</summary>
    protected virtual TimeSpan Period => TimeSpan.FromSeconds(2);

    /// <summary>Gets what is requested, if the visitor can change that: the page of a list, or its filter.</summary>
    protected virtual object? RequestKey => null;

    /// <summary>Gets whether a failed load is retried automatically.</summary>
    protected virtual bool RetriesAutomatically => true;

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
    /// <param name="isDisposing">Whether it is being disposed, not finalised.</param>
    protected virtual void Dispose(bool isDisposing)
    {
        if (isDisposing)
        {
            _closing.Cancel();
            _closing.Dispose();
        }
    }

    /// <summary>Loads the content.</summary>
    /// <returns>An action that shows the content; not called if another load or an action has started in the meantime: then it is loaded again.</returns>
    protected abstract Task<Action> LoadContentAsync();

    /// <inheritdoc />
    protected override Task OnInitializedAsync() => RendererInfo.IsInteractive ? StartAsync() : Task.CompletedTask;

    /// <summary>Loads the content, and refreshes it from now on.</summary>
    protected async Task StartAsync()
    {
        _wait = Period;
        await LoadAsync();
        _ = RefreshAsync();
    }

    /// <summary>Loads the content now.</summary>
    internal async Task LoadAsync()
    {
        var load = _newestLoad = ++_loads;
        var asked = RequestKey;
        try
        {
            var show = await LoadContentAsync();
            if (load == _loads)
            {
                show();
                _found = asked;
                Succeeded();
            }
            else
            {
                Discard(load);
            }
        }
        catch (OperationCanceledException) when (CloseToken.IsCancellationRequested)
        {
            // The page is closed.
        }
        catch (Exception exception) when (exception.IsShown() || exception is OperationCanceledException)
        {
            if (load == _loads)
            {
                Failed(exception.AsShown());
            }
            else
            {
                Discard(load);
            }
        }

        // The caller may be a child component, and only that would be rendered again.
        StateHasChanged();
    }

    /// <summary>Runs an action of the visitor; the result of a load that started before is discarded.</summary>
    /// <param name="action">The action.</param>
    /// <param name="refused">Shows why the action was refused; by default a notice.</param>
    protected async Task DoAsync(Func<Task> action, Action<Exception>? refused = null)
    {
        ArgumentNullException.ThrowIfNull(action);
        _loads++;
        IsBusy = true;
        try
        {
            await action();
        }
        catch (OperationCanceledException) when (CloseToken.IsCancellationRequested)
        {
            // The page is closed.
        }
        catch (Exception exception) when (exception.IsShown() || exception is OperationCanceledException)
        {
            (refused ?? (why => Notices.Bad(Explain.Line(why))))(exception.AsShown());

            // Now: a caller that loads the content next may wait for that for long.
            StateHasChanged();
        }
        finally
        {
            _loads++;
            IsBusy = false;
        }
    }

    private void Succeeded()
    {
        (Failure, RetriesIn, IsLive, _failures, _wait, _isDiscarded) = (null, null, true, 0, Period, false);
        _polling?.Restart();
    }

    private void Failed(Exception exception)
    {
        (Failure, IsLive, _isDiscarded) = (exception, false, false);
        var backoff = FailureBackoff.After(++_failures, IsOnce ? s_pauseOfParts : Period, (exception as GatewayException)?.RetryAfter);
        _nextTry = Time.GetUtcNow() + backoff;
        var triesAgain = RetriesAutomatically && (!IsOnce || exception.IsTemporary());
        _wait = triesAgain ? backoff : Timeout.InfiniteTimeSpan;
        RetriesIn = triesAgain ? backoff : null;
        _polling?.Restart();
    }

    // What an action has made old is loaded again, also by a component that loads once. A newer load takes care of itself.
    private void Discard(int load)
    {
        if (load == _newestLoad)
        {
            (_isDiscarded, _wait) = (true, IsOnce ? s_pauseOfParts : Period);
            _polling?.Restart();
        }
    }

    private async Task RefreshAsync()
    {
        _polling = new Polling(Presence.Visibility, Time);
        try
        {
            await _polling.RunAsync(
                () => _wait,
                () => InvokeAsync(async () =>
                {
                    // A component that loads once keeps its content when it becomes visible again.
                    if (!IsOnce || RetriesIn is not null || _isDiscarded)
                    {
                        await LoadAsync();
                    }
                }),
                CloseToken);
        }
        catch (OperationCanceledException) when (CloseToken.IsCancellationRequested)
        {
            // The page is closed.
        }
        catch (Exception exception)
        {
            // Otherwise the page would stop refreshing and still claim to be live.
            await DispatchExceptionAsync(exception);
        }
    }
}
