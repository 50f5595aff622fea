using Microsoft.AspNetCore.Components;
using Platform.Frontend.Gateway;

namespace Platform.Frontend.Elements;

/// <summary>A page, or a part of one, that looks at what it shows again and again for as long as it is open.</summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private int _looks;

    /// <summary>A component that is open.</summary>
    protected LiveComponent() => Left = _leaving.Token;

    /// <summary>Cancelled when the component is closed; can be asked after that, too.</summary>
    protected CancellationToken Left { get; }

    /// <summary>Why the last look failed; null when it did not.</summary>
    protected Exception? Failure { get; private set; }

    /// <summary>Whether what is shown is what the last look found; null before the first.</summary>
    protected bool? IsLive { get; private set; }

    /// <summary>Whether something that the visitor asked for is being done.</summary>
    protected bool IsBusy { get; private set; }

    /// <summary>The time between two looks; two seconds if not said.</summary>
    protected virtual TimeSpan Period => TimeSpan.FromSeconds(2);

    [Inject] private protected NavigationManager Navigation { get; set; } = default!;

    [Inject] private protected TimeProvider Time { get; set; } = default!;

    [Inject] private protected Notices Notices { get; set; } = default!;

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
    protected override async Task OnInitializedAsync()
    {
        if (RendererInfo.IsInteractive)
        {
            await LoadAsync();
            _ = RefreshAsync();
        }
    }

    /// <summary>Looks now.</summary>
    protected async Task LoadAsync()
    {
        var look = ++_looks;
        try
        {
            var show = await LookAsync();
            if (look == _looks)
            {
                show();
                (Failure, IsLive) = (null, true);
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
                (Failure, IsLive) = (exception is OperationCanceledException ? new GatewayUnavailableException(exception) : exception, false);
            }
        }
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

    private async Task RefreshAsync()
    {
        using var timer = new PeriodicTimer(Period, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(Left))
            {
                await InvokeAsync(async () =>
                {
                    await LoadAsync();
                    StateHasChanged();
                });
            }
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
