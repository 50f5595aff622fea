using Platform.Contracts.PublicApi;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Queues;

/// <summary>Holds a queue that is shown while it changes, and its settings while they are edited.</summary>
internal sealed class ShownQueue
{
    private QueueSettings? _known;

    /// <summary>Gets the queue; null until it is loaded, and if it does not exist any more.</summary>
    public QueueResponse? Queue { get; private set; }

    /// <summary>Gets the settings as they are being edited; null until the queue is loaded.</summary>
    public QueueSettings? Settings { get; private set; }

    /// <summary>Gets the views of the queue that the visitor may see, with their labels.</summary>
    public IReadOnlyList<(string View, string Label)> Views => [.. All.Where(view => Queue?.May(view.Right) == true).Select(view => (view.View, view.Label))];

    private static (string View, string Label, QueueRight Right)[] All =>
    [
        ("messages", Words.Messages, QueueRight.Read),
        ("publish", Words.Publish, QueueRight.Publish),
        ("dead", Words.DeadLetters, QueueRight.Read),
        ("sharing", Words.Sharing, QueueRight.Manage),
        ("settings", Words.Settings, QueueRight.Manage),
    ];

    /// <summary>Gets the view to show: the requested one if the visitor may see it, else the first; <c>none</c> if there is none.</summary>
    public string ViewOf(string? requested)
    {
        var views = Views;
        return views.Any(view => view.View == requested) ? requested! : views.Count > 0 ? views[0].View : "none";
    }

    /// <summary>Shows the queue as it was read. Settings that are not being edited are updated: other users may change them too.</summary>
    public void Show(QueueResponse queue)
    {
        // Only reading a queue returns its owner.
        Queue = queue with { OwnerEmail = queue.OwnerEmail ?? Queue?.OwnerEmail };
        if (Settings is null || Settings == _known)
        {
            Settings = QueueSettings.Of(queue);
            _known = QueueSettings.Of(queue);
        }
    }

    /// <summary>Removes the queue, which does not exist any more.</summary>
    public void Remove() => Queue = null;

    /// <summary>Creates the request that saves the edited settings.</summary>
    public UpdateQueueRequest Changes() => Settings!.ChangesFrom(_known!);

    /// <summary>Shows the queue as it was saved, and ends editing.</summary>
    public void Saved(QueueResponse queue)
    {
        Settings = null;
        Show(queue);
    }
}
