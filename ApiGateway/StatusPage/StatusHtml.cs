using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Platform.Contracts.Internal;

namespace Platform.ApiGateway.StatusPage;

/// <summary>Writes the state as a page that needs no script and loads nothing else.</summary>
internal sealed class StatusHtml(StatusView view)
{
    private readonly StringBuilder _html = new();

    /// <summary>Writes the page.</summary>
    public static byte[] Write(StatusView view)
    {
        var page = new StatusHtml(view);
        page.WriteAll();
        return Encoding.UTF8.GetBytes(page._html.ToString());
    }

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    private void WriteAll()
    {
        var title = Encode(view.Word("Title"));
        _html.Append("<!doctype html><html lang=\"").Append(view.Language).Append("\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Append("<title>").Append(title).Append("</title><link rel=\"alternate\" type=\"application/atom+xml\" href=\"/status-page/atom.xml\"><link rel=\"alternate\" type=\"application/rss+xml\" href=\"/status-page/rss.xml\">")
            .Append("<style>").Append(StatusStyle.Css).Append("</style></head><body><main><h1>").Append(title).Append("</h1>");
        if (view.Snapshot.TakenAt is { } taken)
        {
            _html.Append("<p class=\"now ").Append(StatusStyle.ClassOf(view.Level)).Append("\">").Append(Encode(view.Word("Now" + view.Level))).Append("</p>");
            WriteAge(taken.ToDateTimeOffset());
            WriteNotices("NoticesOpen", "NoNotices", [.. view.Snapshot.Notices.Where(notice => notice.Stage != StatusStage.Resolved)]);
            WriteWorks();
            WriteParts();
            WriteNotices("NoticesPast", "NoPast", [.. view.Snapshot.Notices.Where(notice => notice.Stage == StatusStage.Resolved)]);
        }
        else
        {
            _html.Append("<p class=\"now slow\">").Append(Encode(view.Word("Unknown"))).Append("</p>");
        }

        _html.Append("</main><footer><p class=\"soft\"><a href=\"/status-page/atom.xml\">Atom</a> · <a href=\"/status-page/rss.xml\">RSS</a> · <a href=\"/status-page.json\">JSON</a> · ")
            .Append(Encode(view.Word("Zone"))).Append("</p></footer></body></html>");
    }

    private void WriteAge(DateTimeOffset taken)
    {
        _html.Append("<p class=\"").Append(view.IsOld ? "old" : "soft").Append("\">");
        if (view.IsOld)
        {
            _html.Append(Encode(view.Text("Old", view.AgeMinutes))).Append(' ');
        }

        _html.Append(Encode(view.Word("AsOf"))).Append(' ');
        WriteTime(taken);
        _html.Append("</p>");
    }

    private void WriteTime(DateTimeOffset moment) => _html.Append("<time datetime=\"")
        .Append(moment.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)).Append("\">").Append(StatusView.Moment(moment)).Append("</time>");

    private void BeginSection(string id) => _html.Append("<section aria-labelledby=\"").Append(id).Append("\"><h2 id=\"").Append(id).Append("\">").Append(Encode(view.Word(id))).Append("</h2>");

    private void WriteParts()
    {
        BeginSection("Parts");
        _html.Append("<ul>");
        foreach (var part in view.Snapshot.Parts)
        {
            _html.Append("<li class=\"box\"><div class=\"head\"><h3>").Append(Encode(view.NameOf(part.Part))).Append("</h3><p class=\"").Append(StatusStyle.ClassOf(part.Level)).Append("\">")
                .Append(Encode(view.NameOf(part.Level))).Append("</p></div>");
            WriteDays(part);
            _html.Append("</li>");
        }

        _html.Append("</ul></section>");
    }

    private void WriteDays(StatusPartRecord part)
    {
        var days = StatusDays.Of(part, view.Now);
        var uptime = StatusDays.Uptime(part) is { } share ? view.Text("Uptime", view.Percent(share)) : view.Word("NoUptime");
        var missing = days.Count(day => day.Record is null);
        var summary = missing == 0 ? uptime : uptime + " " + view.Text("Missing", missing);
        _html.Append("<div class=\"days\" role=\"img\" aria-label=\"").Append(Encode(summary)).Append("\">");
        foreach (var (day, record) in days)
        {
            _html.Append("<i class=\"").Append(record is null ? "none" : StatusStyle.ClassOf(StatusDays.LevelOf(record))).Append("\" title=\"")
                .Append(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).Append("\"></i>");
        }

        _html.Append("</div><p class=\"soft\">").Append(Encode(summary)).Append("</p>");
        WriteBadDays([.. days.Where(day => day.Record is { } record && (record.Down > 0 || record.Degraded > 0))]);
    }

    private void WriteBadDays(IReadOnlyList<(DateOnly Day, StatusDay? Record)> days)
    {
        if (days.Count == 0)
        {
            return;
        }

        _html.Append("<details class=\"soft\"><summary>").Append(Encode(view.Text("BadDays", days.Count))).Append("</summary><ul>");
        foreach (var (day, record) in days.Reverse())
        {
            _html.Append("<li>").Append(Encode(view.Text("BadDay", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), record!.Down, record.Degraded))).Append("</li>");
        }

        _html.Append("</ul></details>");
    }

    private void WriteNotices(string heading, string none, IReadOnlyList<StatusNotice> notices)
    {
        BeginSection(heading);
        if (notices.Count == 0)
        {
            _html.Append("<p class=\"soft\">").Append(Encode(view.Word(none))).Append("</p>");
        }

        foreach (var notice in notices)
        {
            _html.Append("<article><div class=\"head\"><h3>").Append(Encode(notice.Title)).Append("</h3><p class=\"").Append(StatusStyle.ClassOf(notice.Level)).Append("\">")
                .Append(Encode(view.NameOf(notice.Level))).Append("</p></div>");
            WritePartsOf(notice.Parts);
            foreach (var update in notice.Updates)
            {
                _html.Append("<p class=\"text\"><strong>").Append(Encode(view.NameOf(update.Stage))).Append("</strong> ");
                WriteTime(update.At.ToDateTimeOffset());
                _html.Append("<br>").Append(Encode(update.Text)).Append("</p>");
            }

            _html.Append("</article>");
        }

        _html.Append("</section>");
    }

    private void WriteWorks()
    {
        var works = view.Snapshot.Works.Where(work => work.EndedAt is null && work.EndsAt.ToDateTimeOffset() > view.Now).ToList();
        if (works.Count == 0)
        {
            return;
        }

        BeginSection("Works");
        foreach (var work in works)
        {
            _html.Append("<article><h3>").Append(Encode(work.Title)).Append("</h3>");
            WritePartsOf(work.Parts);
            _html.Append("<p>");
            WriteTime(work.StartsAt.ToDateTimeOffset());
            _html.Append(" – ");
            WriteTime(work.EndsAt.ToDateTimeOffset());
            _html.Append("</p><p class=\"text\">").Append(Encode(work.Text)).Append("</p></article>");
        }

        _html.Append("</section>");
    }

    private void WritePartsOf(IEnumerable<StatusPart> parts) =>
        _html.Append("<p class=\"soft\">").Append(Encode(string.Join(", ", parts.Select(part => view.NameOf(part))))).Append("</p>");
}
