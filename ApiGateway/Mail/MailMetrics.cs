using System.Diagnostics.Metrics;

namespace Platform.ApiGateway.Mail;

/// <summary>Exports <c>mail_messages_total{kind,outcome}</c>, <c>mail_waiting</c> and <c>mail_oldest_waiting_age_seconds</c>.</summary>
internal sealed class MailMetrics
{
    private static readonly string[] s_outcomes = [MailOutcome.Sent, MailOutcome.Failed, MailOutcome.Refused, MailOutcome.Expired];

    private readonly Counter<long> _messages;
    private long _waiting;
    private double _oldest;

    public MailMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("Platform.Mail");
        _messages = meter.CreateCounter<long>("mail.messages", "{attempt}", "Attempts to send mails, by how they ended, and mails given up.");
        meter.CreateObservableGauge("mail.waiting", () => Volatile.Read(ref _waiting), "{mail}", "Mails that wait to be sent.");
        meter.CreateObservableGauge("mail.oldest_waiting.age", () => Volatile.Read(ref _oldest), "s", "Age of the mail that has waited longest.");
        foreach (var kind in MailKind.All)
        {
            foreach (var outcome in s_outcomes)
            {
                Add(kind, outcome, 0);
            }
        }
    }

    /// <summary>Gets the number of waiting mails at the last check.</summary>
    public long Waiting => Volatile.Read(ref _waiting);

    /// <summary>Gets the age of the oldest of them at the last check.</summary>
    public TimeSpan Oldest => TimeSpan.FromSeconds(Volatile.Read(ref _oldest));

    public void Ended(string kind, string outcome) => Add(kind, outcome, 1);

    public void Wait(long waiting, TimeSpan oldest)
    {
        Volatile.Write(ref _waiting, waiting);
        Volatile.Write(ref _oldest, Math.Max(0, oldest.TotalSeconds));
    }

    private void Add(string kind, string outcome, int number) =>
        _messages.Add(number, new KeyValuePair<string, object?>("kind", kind), new KeyValuePair<string, object?>("outcome", outcome));
}
