using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Platform.Contracts.Internal;

namespace Platform.Operations.Channels;

/// <summary>Counts messages by the kind of channel and by what became of each try.</summary>
internal sealed class NewsMetrics
{
    private static readonly FrozenDictionary<ChannelKind, string> s_kinds = Enum.GetValues<ChannelKind>().Where(kind => kind != ChannelKind.Unspecified)
        .ToFrozenDictionary(kind => kind, kind => kind.ToString().ToLowerInvariant());

    private readonly Counter<long> _messages;

    /// <summary>Creates the instrument.</summary>
    public NewsMetrics(IMeterFactory meters)
    {
        _messages = meters.Create("Platform.Operations").CreateCounter<long>("notifications", "{message}", "Tries to tell people, by channel and outcome.");
        foreach (var kind in s_kinds.Keys)
        {
            foreach (var outcome in (string[])["delivered", "failed", "given_up"])
            {
                Add(0, kind, outcome);
            }
        }
    }

    /// <summary>Counts a try.</summary>
    public void Count(ChannelKind kind, NewsAnswer answer, bool isLast) => Add(1, kind, answer.IsDelivered ? "delivered" : isLast ? "given_up" : "failed");

    private void Add(long count, ChannelKind kind, string outcome) => _messages.Add(
        count, new KeyValuePair<string, object?>("channel", s_kinds.GetValueOrDefault(kind, "webhook")), new KeyValuePair<string, object?>("outcome", outcome));
}
