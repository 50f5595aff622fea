using System.Globalization;
using Microsoft.Extensions.Options;
using Platform.Contracts.Internal;
using Platform.Operations.Secrets;
using Platform.Operations.States;

namespace Platform.Operations.Channels;

/// <summary>What a message says, in English as all that the platform tells programs and people on call.</summary>
/// <param name="Title">The title, a line.</param>
/// <param name="Text">The text, a line.</param>
/// <param name="Page">The address of the incident on the page; null for a test.</param>
/// <param name="Acknowledge">The address that acknowledges the incident; null where there is nothing to acknowledge.</param>
internal sealed record NewsText(string Title, string Text, string? Page, string? Acknowledge);

/// <summary>Words messages.</summary>
internal sealed class NewsWriter(AcknowledgementLinks links, IOptions<ChannelOptions> options)
{
    /// <summary>Words a message.</summary>
    public NewsText Write(News news)
    {
        if (news.Incident is not { } incident)
        {
            return new NewsText("Test of this channel", "If you can read this, people on call are told by this channel.", null, null);
        }

        var what = news.Kind switch
        {
            NewsKind.Acknowledged => "Acknowledged",
            NewsKind.Resolved => "Resolved",
            NewsKind.Escalated => "Nobody has acknowledged",
            _ => "New",
        };
        var title = string.Create(CultureInfo.InvariantCulture, $"[{incident.Severity}] {what}: incident {incident.Number}, {incident.Title}");
        var text = string.Create(CultureInfo.InvariantCulture, $"Service {incident.Service}, since {incident.DetectedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC.");
        var page = new Uri(options.Value.PageAddress, string.Create(CultureInfo.InvariantCulture, $"operations/incidents/{incident.Number}"));
        var isOpen = incident.State == IncidentPhase.Detected && news.Kind is NewsKind.Opened or NewsKind.Escalated;
        var acknowledge = isOpen ? new Uri(options.Value.PageAddress, "operations/acknowledge?token=" + links.Create(incident.Number)) : null;
        return new NewsText(title, text, page.AbsoluteUri, acknowledge?.AbsoluteUri);
    }
}
