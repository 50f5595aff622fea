using Platform.Contracts.PublicApi;
using Platform.Frontend.Elements;
using Platform.Frontend.Gateway;
using Platform.Frontend.Live;
using Platform.Frontend.Uploads;

namespace Platform.Frontend.Jobs;

/// <summary>Creates the jobs of a form: one of its URL, and one of each file as soon as it is uploaded. After failures that pass it tries again.</summary>
/// <param name="draft">The form.</param>
/// <param name="files">Its files.</param>
/// <param name="polling">Waits between attempts.</param>
/// <param name="create">Creates a job of a recording, and returns its id.</param>
/// <param name="isShown">Checks whether the page shows a failure.</param>
internal sealed class JobCreation(JobDraft draft, UploadList files, Polling polling, Func<CaptionsInput, Task<Guid>> create, Func<Exception, bool> isShown)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(2.5);
    private readonly Dictionary<string, Guid> _created = new(StringComparer.Ordinal);
    private bool _isCreating;
    private int _failures;

    /// <summary>Raised when all jobs are created.</summary>
    public event Action? Completed;

    /// <summary>Gets the ids of the created jobs.</summary>
    public IReadOnlyCollection<Guid> Jobs => _created.Values;

    /// <summary>Gets why the last attempt failed; null if it did not. Kept until another one ends, so that screen readers do not announce each of them.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Gets the time until the next attempt, after a failure that passes.</summary>
    public TimeSpan Wait { get; private set; }

    /// <summary>Gets whether the visitor has submitted the form, and not all jobs are created.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Gets whether the page says that it waits; while a failure is shown it tries again, and the button keeps its state so that it does not flicker.</summary>
    public bool IsWaitingInSight => IsWaiting && Failure is null;

    private bool IsRetried => Failure?.IsTemporary() == true;

    /// <summary>Tries again after failures that pass, until it is cancelled.</summary>
    /// <param name="tried">Called after each attempt.</param>
    /// <param name="cancellationToken">Cancels waiting.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task RetryAsync(Action tried, CancellationToken cancellationToken) => polling.RunAsync(
        () => IsRetried ? Wait : Timeout.InfiniteTimeSpan,
        async () =>
        {
            if (IsRetried)
            {
                await TryAsync();
                tried();
            }
        },
        cancellationToken);

    /// <summary>Submits the form.</summary>
    public Task SubmitAsync()
    {
        Failure = null;
        return TryAsync();
    }

    /// <summary>Creates the jobs that are missing.</summary>
    public async Task TryAsync()
    {
        // Whoever submits several wants to see how far they are together. What was created already has been found by itself.
        if (_created.Count == 0 && files.Items.Count + (string.IsNullOrWhiteSpace(draft.Url) ? 0 : 1) > 1)
        {
            draft.BatchTag ??= Batches.NewTag();
        }

        if (!draft.IsComplete(files.Items.Count > 0))
        {
            Failure = null;
            return;
        }

        IsWaiting = true;
        await ContinueAsync();
    }

    /// <summary>Continues if files have been uploaded, or removed, since the form was submitted.</summary>
    public async Task ContinueAsync()
    {
        if (_isCreating || !IsWaiting)
        {
            return;
        }

        _isCreating = true;
        try
        {
            await CreateReadyAsync();
            (Failure, _failures) = (null, 0);
        }
        catch (GatewayException exception) when (exception.Problem.Errors is { Count: > 0 })
        {
            Failure = draft.Take(exception.Problem) ? null : exception;
            IsWaiting = false;
        }
        catch (Exception exception) when (isShown(exception))
        {
            // If the form was changed in the meantime, the next submission shows the failure.
            Failure = IsWaiting ? exception : null;
            IsWaiting = false;
            Wait = FailureBackoff.After(++_failures, s_pause, (exception as GatewayException)?.RetryAfter);
        }
        finally
        {
            _isCreating = false;
            polling.Restart();
        }

        if (IsWaiting && files.Items.All(file => _created.ContainsKey(file.Key)))
        {
            // The only file may have been removed while it was being uploaded.
            IsWaiting = _created.Count > 0;
            if (IsWaiting)
            {
                Completed?.Invoke();
            }
        }
    }

    /// <summary>Stops waiting for uploads.</summary>
    public void Stop() => IsWaiting = false;

    /// <summary>Forgets a failure when the form is edited: input that is still being typed is not submitted by the next attempt.</summary>
    public void Edited()
    {
        if (Failure is not null)
        {
            Failure = null;
            IsWaiting = false;
        }
    }

    private async Task CreateReadyAsync()
    {
        if (draft.Url is { Length: > 0 } url && !_created.ContainsKey(url))
        {
            _created[url] = await create(new CaptionsInput(Url: url));
        }

        // Not a foreach: more files may finish while a job is being created.
        while (files.Items.FirstOrDefault(file => file is { State: "done", UploadId: not null } && !_created.ContainsKey(file.Key)) is { } ready)
        {
            _created[ready.Key] = await create(new CaptionsInput(UploadId: ready.UploadId));
        }
    }
}
