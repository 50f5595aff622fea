using System.Globalization;
using System.Text;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Operations;

/// <summary>
/// Writes the beginning of a post-mortem as Markdown: what the platform knows of an incident, and what people have to add. It does not
/// say who did what: a post-mortem looks for causes, not for who is to blame.
/// </summary>
internal static class PostMortemDraft
{
    private const string Escaped = "\\`*_[]<>#&~|!";

    /// <summary>Writes the draft; times are in UTC.</summary>
    public static string Of(IncidentDetails details)
    {
        var incident = details.Incident;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Incident {incident.Number}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"**When**: {SpanOf(incident)}\\\n");
        text.Append(CultureInfo.InvariantCulture, $"**What**: {Line(incident.Title)} (service {Line(incident.Service)}, {incident.Severity})\\\n");
        text.Append("**Impact**: _How many requests failed, and how many people noticed?_\n\n## Timeline (UTC)\n\n");
        foreach (var entry in details.Events)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {entry.At.UtcDateTime:yyyy-MM-dd HH:mm}: {WhatOf(entry)}{(entry.Text is { } note ? ": " + Line(note) : "")}\n");
        }

        return text.Append("\n## Root cause\n\n_Why could it happen, and why did nothing stop it? Name systems and circumstances, not people._\n\n")
            .Append("## Actions\n\n1. Fix: _what, by whom, until when_\n2. Monitoring: _what, by whom, until when_\n3. Testing: _what, by whom, until when_\n")
            .ToString();
    }

    private static string SpanOf(IncidentResponse incident)
    {
        var from = incident.DetectedAt.UtcDateTime;
        if (incident.ResolvedAt is not { } end)
        {
            return string.Create(CultureInfo.InvariantCulture, $"since {from:yyyy-MM-dd HH:mm} UTC, not over");
        }

        var to = end.UtcDateTime;
        var minutes = (long)Math.Round((to - from).TotalMinutes, MidpointRounding.AwayFromZero);
        var until = to.ToString(to.Date == from.Date ? "HH:mm" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{from:yyyy-MM-dd HH:mm} to {until} UTC ({minutes} min{(incident.Inferred ? ", the end is inferred" : "")})");
    }

    private static string WhatOf(IncidentEvent entry) => entry.Type switch
    {
        IncidentEventType.Opened => "Detected",
        IncidentEventType.AlertFired => "Another alert fired",
        IncidentEventType.AlertResolved => "An alert ended",
        IncidentEventType.StateChanged when entry.State is { } state => $"Now {state.ToString().ToLowerInvariant()}",
        IncidentEventType.SeverityChanged => "The severity was changed",
        IncidentEventType.Merged => "Merged with another incident",
        IncidentEventType.Split => "Alerts were split off",
        IncidentEventType.Notified => "People were told",
        IncidentEventType.Escalated => "Escalated, as nobody had acknowledged it",
        _ => "Noted",
    };

    // What people and alerts wrote stays a text on its line, whatever Markdown or HTML is in it.
    private static string Line(string value)
    {
        var line = new StringBuilder(value.Length);
        foreach (var letter in value)
        {
            if (Escaped.Contains(letter, StringComparison.Ordinal))
            {
                line.Append('\\');
            }

            line.Append(char.IsControl(letter) || (letter is '\u2028' or '\u2029') ? ' ' : letter);
        }

        return line.ToString();
    }
}
