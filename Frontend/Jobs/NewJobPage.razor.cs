using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Elements;
using Platform.Frontend.Live;
using Platform.Frontend.Uploads;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Jobs;

/// <summary>Creates jobs from a URL and from files, each as soon as it is uploaded.</summary>
public partial class NewJobPage
{
    private readonly CancellationTokenSource _closing = new();

    // May be used after the page was closed.
    private readonly CancellationToken _closeToken;
    private readonly UploadList _files = new();
    private readonly JobDraft _draft = new();
    private IJSObjectReference? _localTime;
    private string _zone = "UTC";
    private bool _knowsZone;
    private bool _knowsSettings;
    private bool _takesFiles;
    private bool _isDone;
    private JobCreation _creation = null!;
    private JobKeys _keys = null!;

    /// <summary>Created by the framework.</summary>
    public NewJobPage() => _closeToken = _closing.Token;

    private bool HasFilesOnTheWay => _files.Items.Any(file => !file.IsOver);

    private bool IsReady => _knowsZone && _takesFiles;

    /// <inheritdoc />
    protected override void OnInitialized()
    {
        _keys = new JobKeys(Time);
        _creation = new JobCreation(_draft, _files, new Polling(Presence.Connection, Time), CreateAsync, exception => exception.IsShown());
        _creation.Completed += Leave;
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
            await _creation.RetryAsync(StateHasChanged, _closeToken);
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
        var jobs = _creation.Jobs;
        if (jobs.Count > 1)
        {
            Notices.Good(Phrase.Format(Words.JobsCreated, jobs.Count));
        }

        Navigation.NavigateTo(jobs.Count == 1 ? $"/jobs/{jobs.Single()}" : _draft.BatchTag is { } batch ? $"/jobs?tag={batch}" : "/jobs");
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
