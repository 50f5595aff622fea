using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;
using Platform.Frontend.Elements;
using Platform.Frontend.Gateway;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Finishing;

/// <summary>Replaces or corrects a job's captions by a file.</summary>
public sealed partial class StudioImport : IDisposable
{
    // As the API calls them.
    private const string Correct = "correct";
    private const string Replace = "replace";

    private readonly CancellationTokenSource _closing = new();
    private IBrowserFile? _file;
    private PageText? _error;
    private string _mode = Correct;
    private bool _isBusy;

    /// <summary>Gets or sets the job.</summary>
    [Parameter, EditorRequired] public Guid JobId { get; set; }

    /// <summary>Gets or sets the connection to the studio.</summary>
    [Parameter, EditorRequired] public StudioScript Script { get; set; } = default!;

    [Inject] private RevisionsApi Api { get; set; } = default!;

    [Inject] private Notices Notices { get; set; } = default!;

    /// <summary>Stops waiting for the browser and the API.</summary>
    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
    }

    private void Choose(InputFileChangeEventArgs chosen) => (_file, _error) = (chosen.File, Refusal(chosen.File));

    private static PageText? Refusal(IBrowserFile file) =>
        ImportedFiles.FormatOf(file.Name) is null ? Words.StudioImportUnknown
        : file.Size > ImportedFiles.MaxBytes ? Words.TooLarge
        : null;

    private async Task ImportAsync()
    {
        if (_file is not { } file)
        {
            _error = Words.StudioImportNone;
            return;
        }

        _error = Refusal(file);
        if (_isBusy || _error is not null)
        {
            return;
        }

        _isBusy = true;
        try
        {
            await SendAsync(file, _closing.Token);
        }
        catch (GatewayException exception) when (exception.Problem.Errors?.GetValueOrDefault("file") is [var reason, ..])
        {
            // The reason begins with the line, which the rule does not tell.
            _error = new PageText(Words.StudioImportRefused, reason);
        }
        catch (Exception exception) when (exception is JSException or JSDisconnectedException or OperationCanceledException or TimeoutException)
        {
            if (!_closing.IsCancellationRequested)
            {
                Notices.Bad(Words.StudioImportUnread);
            }
        }
        catch (Exception exception) when (exception.IsShown())
        {
            Notices.Bad(Explain.Line(exception));
        }
        finally
        {
            _isBusy = false;
        }
    }

    private async Task SendAsync(IBrowserFile file, CancellationToken cancellationToken)
    {
        // What is typed and not saved yet would be merged into what is imported.
        if (!await Script.SaveAsync(cancellationToken) || await Script.TagAsync(cancellationToken) is not { } tag)
        {
            Notices.Bad(Words.RevisionNotSaved);
            return;
        }

        using var content = new MemoryStream((int)file.Size);
        await using (var stream = file.OpenReadStream(ImportedFiles.MaxBytes, cancellationToken))
        {
            await stream.CopyToAsync(content, cancellationToken);
        }

        await Api.ImportAsync(JobId, content.ToArray(), ImportedFiles.FormatOf(file.Name)!, _mode, tag, cancellationToken);
        await Script.RefreshAsync(cancellationToken);
        Notices.Good(Words.StudioImported);
    }
}
