using System.Text.Json;
using Microsoft.Extensions.Options;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Mail;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.StatusPage;

/// <summary>Holds the answers to everybody who asks for the state. They are made when the state changes, and never for a request.</summary>
internal sealed class StatusAnswers(IOptions<MailOptions> mail)
{
    private readonly Uri _page = new(mail.Value.PageAddress, "status-page");
    private volatile Dictionary<(StatusForm Form, string Language), StatusAnswer> _answers = [];

    /// <summary>Gets whether anything is known.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Makes the answers of a state anew.</summary>
    public void Make(StatusSnapshot snapshot, DateTimeOffset now, bool isOld)
    {
        var answers = new Dictionary<(StatusForm Form, string Language), StatusAnswer>();
        foreach (var language in SpokenLanguages.All)
        {
            var view = new StatusView(snapshot, now, isOld, _page, language);
            answers[(StatusForm.Page, language)] = new StatusAnswer(StatusHtml.Write(view), "text/html; charset=utf-8", language);
            answers[(StatusForm.Atom, language)] = new StatusAnswer(StatusFeeds.WriteAtom(view), "application/atom+xml; charset=utf-8", language);
            answers[(StatusForm.Rss, language)] = new StatusAnswer(StatusFeeds.WriteRss(view), "application/rss+xml; charset=utf-8", language);
            answers[(StatusForm.Json, language)] = new StatusAnswer(
                JsonSerializer.SerializeToUtf8Bytes(PublicStatus.ToResponse(view), GatewayJson.Default.StatusPageResponse), "application/json; charset=utf-8", SpokenLanguages.English);
        }

        _answers = answers;
        IsKnown = snapshot.TakenAt is not null;
    }

    /// <summary>Finds an answer; null before the first was made.</summary>
    public StatusAnswer? Find(StatusForm form, string language) => _answers.GetValueOrDefault((form, language));
}
