using Microsoft.AspNetCore.Components;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Gateway;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Queues;

/// <summary>Shows one of the views of a queue.</summary>
public partial class QueueView
{
    private readonly ShownQueue _shown = new();
    private QueueRates _rates = default!;
    private Exception? _refusal;

    /// <summary>Gets or sets the name of the queue, with its owner if it is shared.</summary>
    [Parameter, EditorRequired] public string Name { get; set; } = "";

    /// <summary>Gets or sets the view: messages, publish, dead, sharing or settings.</summary>
    [Parameter] public string? View { get; set; }

    /// <inheritdoc />
    protected override Task OnInitializedAsync()
    {
        _rates = new(Time);
        return base.OnInitializedAsync();
    }

    /// <inheritdoc />
    protected override async Task<Action> LoadContentAsync()
    {
        QueueResponse queue;
        try
        {
            queue = await Api.GetAsync(Name, CloseToken);
        }
        catch (GatewayException exception) when (exception.IsNotFound)
        {
            _shown.Remove();
            throw;
        }

        return () => Show(queue);
    }

    private void Show(QueueResponse queue)
    {
        _shown.Show(queue);
        _rates.Record([queue]);
    }

    private Task PauseAsync() => DoAsync(async () =>
    {
        Show(await Api.PauseAsync(Name, !_shown.Queue!.Paused, CloseToken));
        Notices.Good(Phrase.Format(_shown.Queue.Paused ? Words.QueuePausedDone : Words.QueueResumedDone, Name));
    });

    private async Task PurgeAsync()
    {
        if (await Questions.AskAsync(new(Phrase.Format(Words.PurgeQuestion, Name), Words.PurgeText, Words.PurgeQueue, IsDangerous: true)))
        {
            await DoAsync(async () =>
            {
                var purged = await Api.PurgeAsync(Name, CloseToken);
                Notices.Good(Phrase.Count(purged.Affected, Words.PurgeDoneOne, Words.PurgeDone));
                await LoadAsync();
            });
        }
    }

    private async Task DeleteAsync()
    {
        if (await Questions.AskAsync(new(Phrase.Format(Words.DeleteQueueQuestion, Name), Words.DeleteQueueText, Words.Delete, IsDangerous: true)))
        {
            await DoAsync(async () =>
            {
                await Api.DeleteAsync(Name, CloseToken);
                Notices.Good(Phrase.Format(Words.QueueDeleted, Name));
                Navigation.NavigateTo("/queues");
            });
        }
    }

    private Task SaveAsync()
    {
        _refusal = null;
        return DoAsync(
            async () =>
            {
                _shown.Saved(await Api.UpdateAsync(Name, _shown.Changes(), CloseToken));
                Notices.Good(Words.SettingsSaved);
            },
            refused => _refusal = refused);
    }
}
