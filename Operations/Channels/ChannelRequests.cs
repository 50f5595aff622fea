using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using Platform.Contracts.Internal;
using Platform.Operations.States;

namespace Platform.Operations.Channels;

/// <summary>Makes the requests by which providers are told.</summary>
internal sealed class ChannelRequests(IOptions<ChannelOptions> options, TimeProvider time)
{
    private const string Page = "Incident";
    private const string Acknowledge = "Acknowledge";

    /// <summary>Makes a request.</summary>
    /// <param name="news">The message.</param>
    /// <param name="text">What it says.</param>
    /// <param name="secret">The secret of the channel; null where it has none.</param>
    /// <exception cref="UriFormatException">The address of the channel is none.</exception>
    public HttpRequestMessage Create(News news, NewsText text, string? secret) => news.Channel.Kind switch
    {
        ChannelKind.Slack => Post(secret, new SlackMessage(SlackText(text)), ChannelJson.Default.SlackMessage),
        ChannelKind.Teams => Post(secret, TeamsOf(text), ChannelJson.Default.TeamsMessage),
        ChannelKind.Pagerduty => Post(options.Value.PagerDutyAddress.AbsoluteUri, PagerDutyOf(news, text, secret ?? ""), ChannelJson.Default.PagerDutyEvent),
        ChannelKind.Sms => WithToken(Post(news.Channel.Address, new TextMessage(news.Channel.Recipient ?? "", Short(text)), ChannelJson.Default.TextMessage), secret),
        _ => Signed(news, HookOf(news, text), secret),
    };

    private static HttpRequestMessage Post<T>(string? address, T content, JsonTypeInfo<T> type) => new(HttpMethod.Post, new Uri(address ?? "", UriKind.Absolute))
    {
        Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(content, type)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
    };

    private static HttpRequestMessage WithToken(HttpRequestMessage request, string? token)
    {
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return request;
    }

    // As webhooks of jobs are signed: over id, time and body.
    private static HttpRequestMessage Signed(News news, IncidentHook hook, string? secret)
    {
        var request = Post(news.Channel.Address, hook, ChannelJson.Default.IncidentHook);
        var seconds = hook.Timestamp.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        request.Headers.Add("webhook-id", news.Id.ToString());
        request.Headers.Add("webhook-timestamp", seconds);
        if (secret is not null)
        {
            byte[] signed = [.. Encoding.UTF8.GetBytes($"{news.Id}.{seconds}."), .. JsonSerializer.SerializeToUtf8Bytes(hook, ChannelJson.Default.IncidentHook)];
            request.Headers.Add("webhook-signature", "v1," + Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed)));
        }

        return request;
    }

    private static string SlackText(NewsText text)
    {
        var lines = new List<string> { $"*{Escape(text.Title)}*", Escape(text.Text) };
        if (text.Page is not null)
        {
            lines.Add($"<{text.Page}|{Page}>");
        }

        if (text.Acknowledge is not null)
        {
            lines.Add($"<{text.Acknowledge}|{Acknowledge}>");
        }

        return string.Join('\n', lines);
    }

    // What Slack takes for markup.
    private static string Escape(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static string Short(NewsText text) => text.Acknowledge is { } link ? $"{text.Title} {link}" : text.Title;

    private static TeamsMessage TeamsOf(NewsText text)
    {
        var actions = new List<TeamsAction>();
        if (text.Page is { } page)
        {
            actions.Add(new TeamsAction("Action.OpenUrl", Page, page));
        }

        if (text.Acknowledge is { } link)
        {
            actions.Add(new TeamsAction("Action.OpenUrl", Acknowledge, link));
        }

        var card = new TeamsCard("AdaptiveCard", "1.4", [new TeamsText("TextBlock", text.Title, true), new TeamsText("TextBlock", text.Text, true)], actions);
        return new TeamsMessage("message", [new TeamsAttachment("application/vnd.microsoft.card.adaptive", card)]);
    }

    private static PagerDutyEvent PagerDutyOf(News news, NewsText text, string key)
    {
        var name = news.Incident is { } incident ? string.Create(CultureInfo.InvariantCulture, $"incident-{incident.Number}") : $"test-{news.Id}";
        var action = news.Kind switch
        {
            NewsKind.Acknowledged => "acknowledge",
            NewsKind.Resolved => "resolve",
            _ => "trigger",
        };
        var severity = news.Incident?.Severity switch
        {
            IncidentPriority.P1 => "critical",
            IncidentPriority.P2 => "warning",
            _ => "info",
        };
        return new PagerDutyEvent(
            key, action, name, action == "trigger" ? new PagerDutyPayload(text.Title, news.Incident?.Service ?? "platform", severity) : null,
            text.Page is { } page ? [new PagerDutyLink(page, Page)] : null);
    }

    private IncidentHook HookOf(News news, NewsText text) => news.Incident is { } incident
        ? new IncidentHook(
            "incident." + NewsWords.NameOf(news.Kind), time.GetUtcNow(), incident.Number, incident.Title, incident.Service,
            incident.Severity.ToString().ToLowerInvariant(), incident.State.ToString().ToLowerInvariant(), incident.DetectedAt, text.Page)
        : new IncidentHook(NewsWords.NameOf(news.Kind), time.GetUtcNow(), null, null, null, null, null, null, null);
}
