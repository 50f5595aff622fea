using Microsoft.AspNetCore.Components;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Gateway;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Queues;

/// <summary>Shows one of the views of a queue.</summary>
public partial class QueueView
{
    private QueueRates _rates = default!;
    private QueueResponse? _queue;
    private QueueSettings? _settings;
    private QueueSettings? _known;
    private Exception? _refusal;

    /// <summary>Gets or sets the name of the queue, with its owner if it is shared.</summary>
    [Parameter, EditorRequired] public string Name { get; set; } = "";

    /// <summary>Gets or sets the view: messages, publish, dead, sharing or settings.</summary>
    [Parameter] public string? View { get; set; }

    private string Current => Views.Exists(view => view.View == View) ? View! : Views.Count > 0 ? Views[0].View : "none";

    private List<(string View, string Label)> Views
    {
        get
        {
            List<(string, string)> views = [];
            Add("messages", Words.Messages, QueueRight.Read);
            Add("publish", Words.Publish, QueueRight.Publish);
            Add("dead", Words.DeadLetters, QueueRight.Read);
            Add("sharing", Words.Sharing, QueueRight.Manage);
            Add("settings", Words.Settings, QueueRight.Manage);
            return views;

            void Add(string view, string label, QueueRight right)
            {
                if (_queue?.May(right) == true)
                {
                    views.Add((view, label));
                }
            }
        }
    }

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
            _queue = null;
            throw;
        }

        return () => Show(queue);
    }

    private void Show(QueueResponse queue)
    {
        // Only reading a queue returns its owner.
        _queue = queue with { OwnerEmail = queue.OwnerEmail ?? _queue?.OwnerEmail };
        _rates.Record([queue]);

        // Other users may change them too: settings that are not being edited are updated.
        if (_settings is null || _settings == _known)
        {
            _settings = QueueSettings.Of(queue);
            _known = QueueSettings.Of(queue);
        }
    }

    private Task PauseAsync() => DoAsync(async () =>
    {
        Show(await Api.PauseAsync(Name, !_queue!.Paused, CloseToken));
        Notices.Good(Phrase.Format(_queue.Paused ? Words.QueuePausedDone : Words.QueueResumedDone, Name));
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
                var saved = await Api.UpdateAsync(Name, _settings!.ChangesFrom(_known!), CloseToken);
                _settings = null;
                Show(saved);
                Notices.Good(Words.SettingsSaved);
            },
            refused => _refusal = refused);
    }
}
