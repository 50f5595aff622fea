using System.Xml.Linq;
using Microsoft.AspNetCore.Components;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Elements;
using Platform.Frontend.Gateway;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Captions;

/// <summary>Shows and creates the links to a job's captions.</summary>
public partial class LinksPanel
{
    private const string Edit = "edit";
    private const string Comment = "comment";
    private const int FrameWidth = 800;
    private const int FrameHeight = 450;

    private IReadOnlyList<CaptionLink>? _links;
    private CaptionLink? _created;
    private PageText? _nameError;
    private string _name = "";
    private string _may = "read";
    private int _days = 30;
    private bool _isOpened;

    /// <summary>Gets or sets the job.</summary>
    [Parameter, EditorRequired] public Guid JobId { get; set; }

    /// <inheritdoc />
    protected override TimeSpan Period => Timeout.InfiniteTimeSpan;

    /// <summary>Nothing is loaded before somebody opens the list.</summary>
    protected override Task OnInitializedAsync() => Task.CompletedTask;

    /// <inheritdoc />
    protected override async Task<Action> LoadContentAsync()
    {
        var links = await Links.ListAsync(JobId, CloseToken);
        return () => _links = links;
    }

    private Task OpenAsync()
    {
        if (_isOpened)
        {
            return Task.CompletedTask;
        }

        _isOpened = true;
        return StartAsync();
    }

    private async Task CreateAsync()
    {
        _nameError = string.IsNullOrWhiteSpace(_name) ? Words.LinkNameMissing : null;
        if (_nameError is not null || IsBusy)
        {
            return;
        }

        var mayBeCreated = false;
        await DoAsync(
            async () =>
            {
                _created = await Links.CreateAsync(JobId, new CreateLinkRequest(_name.Trim(), _may == Edit, Time.GetUtcNow().AddDays(_days), _may == Comment), CloseToken);
                _name = "";
                mayBeCreated = true;
            },
            refused =>
            {
                // A link whose answer was lost opens the captions all the same: it has to be in the list, to be revoked.
                mayBeCreated = refused.IsTemporary();
                _nameError = (refused as GatewayException)?.Problem.ErrorOf("name");
                if (_nameError is null)
                {
                    Notices.Bad(Explain.Line(refused));
                }
            });
        if (mayBeCreated)
        {
            // The link is shown before the list is answered.
            StateHasChanged();
            await LoadAsync();
        }
    }

    private async Task RevokeAsync(CaptionLink link)
    {
        if (!await Questions.AskAsync(new(Phrase.Format(Words.LinkRevokeTitle, link.Name), Words.LinkRevokeText, Words.Revoke, IsDangerous: true)))
        {
            return;
        }

        await DoAsync(async () =>
        {
            await Links.RevokeAsync(JobId, link.Id, CloseToken);
            _created = _created?.Id == link.Id ? null : _created;
        });
        await LoadAsync();
    }

    // Behind the #, which browsers send to no server.
    private string AddressOf(string token) => $"{Navigation.BaseUri}shared#{token}";

    // The empty text makes it have an end tag, without which HTML would take the rest of the page for its content.
    private string FrameOf(string token) => new XElement(
        "iframe",
        new XAttribute("src", $"{Navigation.BaseUri}embed#{token}"),
        new XAttribute("width", FrameWidth),
        new XAttribute("height", FrameHeight),
        new XAttribute("allow", "fullscreen"),
        new XAttribute("title", Words.SharedCaptions),
        "").ToString();
}
