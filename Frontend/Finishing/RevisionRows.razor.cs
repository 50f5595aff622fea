using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Finishing;

/// <summary>Lists the revisions of a job's captions.</summary>
public partial class RevisionRows
{
    private readonly Dictionary<int, string?> _names = [];
    private IReadOnlyList<CaptionRevision>? _revisions;
    private IReadOnlyList<CueDifference>? _differences;
    private int _compared;
    private bool _isOpened;

    /// <summary>Gets or sets the job.</summary>
    [Parameter, EditorRequired] public Guid JobId { get; set; }

    /// <summary>Gets or sets the connection to the studio.</summary>
    [Parameter, EditorRequired] public StudioScript Script { get; set; } = default!;

    /// <inheritdoc />
    protected override TimeSpan Period => Timeout.InfiniteTimeSpan;

    /// <summary>Nothing is loaded before somebody opens the list.</summary>
    protected override Task OnInitializedAsync() => Task.CompletedTask;

    /// <inheritdoc />
    protected override async Task<Action> LoadContentAsync()
    {
        var revisions = await Api.ListAsync(JobId, CloseToken);
        return () => _revisions = revisions;
    }

    /// <summary>To be called when something was saved.</summary>
    internal Task SavedAsync() => _isOpened ? LoadAsync() : Task.CompletedTask;

    private Task OpenAsync()
    {
        if (_isOpened)
        {
            return LoadAsync();
        }

        _isOpened = true;
        return StartAsync();
    }

    private string? NameOf(CaptionRevision revision) => _names.GetValueOrDefault(revision.Revision, revision.Name);

    private async Task NameAsync(int revision)
    {
        var isNamed = false;
        await DoAsync(async () =>
        {
            var typed = _names.TryGetValue(revision, out var name) ? name : _revisions?.FirstOrDefault(known => known.Revision == revision)?.Name;
            await Api.NameAsync(JobId, revision, string.IsNullOrWhiteSpace(typed) ? null : typed.Trim(), CloseToken);
            isNamed = true;
        });
        if (isNamed)
        {
            _names.Remove(revision);
            Notices.Good(Words.RevisionNamed);
            await LoadAsync();
        }
    }

    private Task CompareAsync(int revision) => AskStudioAsync(async () =>
    {
        _differences = await Script.CompareAsync(revision, RevisionDifferences.MaxShown + 1, CloseToken);
        _compared = revision;
    });

    private Task RestoreAsync(int revision) => AskStudioAsync(async () =>
    {
        if (!await Questions.AskAsync(new(Phrase.Format(Words.RevisionRestoreQuestion, revision), Words.RevisionRestoreText, Words.RevisionRestore, IsDangerous: false)))
        {
            return;
        }

        // What is typed and not saved yet would be merged into what is restored.
        if (!await Script.SaveAsync(CloseToken))
        {
            Notices.Bad(Words.RevisionNotSaved);
            return;
        }

        var isRestored = false;
        await DoAsync(async () =>
        {
            var current = (await Api.ListAsync(JobId, CloseToken)).First(known => known.Current).Revision;
            await Api.RestoreAsync(JobId, revision, current, CloseToken);
            isRestored = true;
        });
        if (isRestored)
        {
            await Script.RefreshAsync(CloseToken);
            Notices.Good(Words.RevisionRestored);
            await LoadAsync();
        }
    });

    private async Task AskStudioAsync(Func<Task> ask)
    {
        try
        {
            await ask();
        }
        catch (Exception exception) when (exception is JSException or JSDisconnectedException or OperationCanceledException)
        {
            if (!CloseToken.IsCancellationRequested)
            {
                Notices.Bad(Words.RevisionsNotLoaded);
            }
        }
    }
}
