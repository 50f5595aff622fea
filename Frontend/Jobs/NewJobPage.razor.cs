using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Elements;
using Platform.Frontend.Gateway;
using Platform.Frontend.Live;
using Platform.Frontend.Uploads;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Jobs;

/// <summary>Creates jobs from a URL and from files, each as soon as it is uploaded.</summary>
public partial class NewJobPage
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2.5);
    private readonly CancellationTokenSource _closing = new();

    // May be used after the page was closed.
    private readonly CancellationToken _closeToken;
    private readonly UploadList _files = new();
    private readonly Dictionary<string, Guid> _created = new(StringComparer.Ordinal);
    private readonly JobDraft _draft = new();
    private IJSObjectReference? _localTime;
    private Exception? _failure;
    private string _zone = "UTC";
    private bool _isWaiting;
    private bool _isCreating;
    private bool _knowsZone;
    private bool _knowsSettings;
    private bool _takesFiles;
    private bool _isDone;
    private int _failures;
    private TimeSpan _wait;
    private Polling _trying = null!;
    private JobKeys _keys = null!;

    /// <summary>Created by the framework.</summary>
    public NewJobPage() => _closeToken = _closing.Token;

    private bool HasFilesOnTheWay => _files.Items.Any(file => !file.IsOver);

    private bool IsReady => _knowsZone && _takesFiles;

    // While a failure is shown the page retries automatically: the button keeps its state, so that it does not flicker.
    private bool IsWaitingInSight => _isWaiting && _failure is null;

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        _keys = new JobKeys(Time);
        _trying = new Polling(Presence.Connection, Time);
        if (RendererInfo.IsInteractive)
        {
            _ = RetryUntilDoneAsync();
        }
    }

    /// <inheritdoc />
    protected override async Task OnInitializedAsync()
    {
        if (!RendererInfo.IsInteractive)
        {
            return;
        }

        try
        {
            _draft.Choices.Begin((await Settings.GetAsync(_closeToken)).Settings);
        }
        catch (Exception exception) when (exception.IsShown() || exception is OperationCanceledException)
        {
            // The defaults apply nevertheless; only the form does not show them.
        }

        _knowsSettings = true;
    }

    // The submission continues while the visitor looks at another tab, but not after this one was closed.
    private async Task RetryUntilDoneAsync()
    {
        try
        {
            await _trying.RunAsync(
                () => _failure?.Passes() == true ? _wait : Timeout.InfiniteTimeSpan,
                async () =>
                {
                    if (_failure?.Passes() == true)
                    {
                        await GoOnAsync();
                        StateHasChanged();
                    }
                },
                _closeToken);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The page is closed.
        }
        catch (Exception exception)
        {
            await DispatchExceptionAsync(exception);
        }
    }

    /// <inheritdoc />
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _localTime = await JS.InvokeAsync<IJSObjectReference>("import", _closeToken, "/" + Assets["js/local-time.js"]);
            _zone = await _localTime.InvokeAsync<string>("zone", _closeToken);
            _knowsZone = true;
            StateHasChanged();
        }
    }

    private Task OnFilesChangedAsync() => _isWaiting ? CreateFinishedAsync() : Task.CompletedTask;

    private Task SubmitAsync()
    {
        _failure = null;
        return GoOnAsync();
    }

    /// <summary>Creates the missing jobs. A failure is shown until this ends, so that screen readers do not announce it at every attempt.</summary>
    private async Task GoOnAsync()
    {
        if (!_draft.IsComplete(_files.Items.Count > 0))
        {
            _failure = null;
            return;
        }

        _isWaiting = true;
        await CreateFinishedAsync();
    }

    // Input that is still being typed is not submitted by the next automatic attempt.
    private void OnEdited()
    {
        if (_failure is not null)
        {
            _failure = null;
            _isWaiting = false;
        }
    }

    /// <summary>Creates jobs from what is uploaded; the rest follows as its uploads finish.</summary>
    private async Task CreateFinishedAsync()
    {
        if (_isCreating || !_isWaiting)
        {
            return;
        }

        _isCreating = true;
        try
        {
            if (_draft.Url is { Length: > 0 } url && !_created.ContainsKey(url))
            {
                _created[url] = await CreateAsync(new CaptionsInput(Url: url));
            }

            // Not a foreach: more files may finish while a job is being created.
            while (_files.Items.FirstOrDefault(file => file is { State: "done", UploadId: not null } && !_created.ContainsKey(file.Key)) is { } ready)
            {
                _created[ready.Key] = await CreateAsync(new CaptionsInput(UploadId: ready.UploadId));
            }

            (_failure, _failures) = (null, 0);
        }
        catch (GatewayException exception) when (exception.Problem.Errors is { Count: > 0 })
        {
            _failure = _draft.Take(exception.Problem) ? null : exception;
            _isWaiting = false;
        }
        catch (Exception exception) when (exception.IsShown())
        {
            // If the form was changed in the meantime, the next submission shows the failure.
            _failure = _isWaiting ? exception : null;
            _isWaiting = false;
            _wait = FailureBackoff.After(++_failures, s_pause, (exception as GatewayException)?.RetryAfter);
        }
        finally
        {
            _isCreating = false;
            _trying.Restart();
        }

        if (_isWaiting && _files.Items.All(file => _created.ContainsKey(file.Key)))
        {
            // The only file may have been removed while it was being uploaded.
            _isWaiting = _created.Count > 0;
            if (_isWaiting)
            {
                Leave();
            }
        }
    }

    private async Task<Guid> CreateAsync(CaptionsInput source)
    {
        var start = _draft.Start is { } local && _localTime is not null
            ? await _localTime.InvokeAsync<DateTimeOffset?>("toUtc", _closeToken, local.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture))
            : null;
        var request = _draft.Request(source, start);
        var job = await Api.CreateAsync(request, _keys.Of(request), _closeToken);
        return job.Id;
    }

    private void Leave()
    {
        _isDone = true;
        Guid[] jobs = [.. _created.Values];
        if (jobs.Length > 1)
        {
            Notices.Good(Phrase.Format(Words.JobsCreated, jobs.Length));
        }

        Navigation.NavigateTo(jobs.Length == 1 ? $"/jobs/{jobs[0]}" : "/jobs");
    }

    private async Task ConfirmNavigationAsync(LocationChangingContext context)
    {
        if (!_isDone && HasFilesOnTheWay && !await Questions.AskAsync(new(Words.LeaveUploadsTitle, Words.LeaveUploadsText, Words.Leave, IsDangerous: true)))
        {
            context.PreventNavigation();
        }
    }

    /// <summary>Cancels what has not been submitted.</summary>
    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
        GC.SuppressFinalize(this);
    }
}
