using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Captions;
using Platform.Frontend.Elements;
using Platform.Frontend.Gateway;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Jobs;

/// <summary>Submits another job for a recording, or for a stretch of it.</summary>
public partial class RecogniseAgain
{
    private readonly CancellationTokenSource _closing = new();
    private readonly Dictionary<string, PageText> _errors = new(StringComparer.Ordinal);
    private CaptionChoices? _choices;
    private JobKeys? _keys;
    private bool _isOfSelection;
    private bool _isBusy;

    /// <summary>Gets or sets the job.</summary>
    [Parameter, EditorRequired] public Guid JobId { get; set; }

    /// <summary>Gets or sets what tells which stretch is selected, where one can be; it gives null if none is.</summary>
    [Parameter] public Func<CancellationToken, Task<CaptionRange?>>? Selection { get; set; }

    /// <summary>Raised when a job for a stretch was submitted; the page stays.</summary>
    [Parameter] public EventCallback<RecognisedRange> OnRange { get; set; }

    /// <summary>Cancels what is under way.</summary>
    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
        GC.SuppressFinalize(this);
    }

    // The account's settings are read when the form is opened, not whenever a job is shown.
    private async Task OpenAsync()
    {
        if (_choices is not null)
        {
            return;
        }

        _isOfSelection = Selection is not null;
        _choices = new CaptionChoices();
        try
        {
            _choices.Begin((await Settings.GetAsync(_closing.Token)).Settings);
        }
        catch (Exception exception) when (exception.IsShown() || exception is OperationCanceledException)
        {
            // The defaults apply nevertheless; only the form does not show them.
        }
    }

    private async Task SubmitAsync()
    {
        if (_choices is not { } choices || _isBusy || !choices.IsValid(_errors))
        {
            return;
        }

        _isBusy = true;
        try
        {
            var range = _isOfSelection && Selection is not null ? await Selection(_closing.Token) : null;
            if (_isOfSelection && range is null)
            {
                Notices.Bad(Words.RecogniseNothingSelected);
                return;
            }

            var wanted = choices.Again() with { Range = range };
            _keys ??= new JobKeys(Time);
            var job = await Api.RecogniseAgainAsync(JobId, wanted, _keys.Of(wanted), _closing.Token);
            await LeaveAsync(job.Id, range);
        }
        catch (GatewayException exception) when (exception.Problem.Errors is { Count: > 0 })
        {
            Refuse(exception);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The page is closed.
        }
        catch (Exception exception) when (exception.IsShown())
        {
            Notices.Bad(Explain.Line(exception));
        }
        catch (Exception exception) when (exception is JSException or JSDisconnectedException)
        {
            Notices.Bad(Words.RecogniseNothingSelected);
        }
        finally
        {
            _isBusy = false;
        }
    }

    private async Task LeaveAsync(Guid job, CaptionRange? range)
    {
        if (range is null)
        {
            Navigation.NavigateTo($"/jobs/{job}");
            return;
        }

        // Whoever wants the same once more does not mean the job that has ended.
        _keys = null;
        Notices.Good(Words.RecogniseSelectedStarted);
        await OnRange.InvokeAsync(new RecognisedRange(job, range));
    }

    private void Refuse(GatewayException exception)
    {
        foreach (var field in (string[])["language", "vocabulary", "speakers", "line_length"])
        {
            if (exception.Problem.ErrorOf(field) is { } error)
            {
                _errors[field] = error;
            }
        }

        if (_errors.Count == 0)
        {
            Notices.Bad(Explain.Line(exception));
        }
    }
}
