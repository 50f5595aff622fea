using Microsoft.AspNetCore.Components;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Elements;
using Platform.Frontend.Gateway;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Captions;

/// <summary>Shows who is invited to a job's captions, invites and revokes.</summary>
public partial class EditorsPanel
{
    private IReadOnlyList<JobEditor>? _editors;
    private PageText? _emailError;
    private string _email = "";
    private string _role = JobEditorRoles.Editor;
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
        var editors = await Editors.ListAsync(JobId, CloseToken);
        return () => _editors = editors;
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

    private async Task InviteAsync()
    {
        _emailError = string.IsNullOrWhiteSpace(_email) ? Words.EmailInvalid : null;
        if (_emailError is not null || IsBusy)
        {
            return;
        }

        await DoAsync(
            async () =>
            {
                await Editors.InviteAsync(JobId, new InviteEditorRequest(_email.Trim(), _role), CloseToken);
                _email = "";
            },
            refused =>
            {
                _emailError = (refused as GatewayException)?.Problem.ErrorOf("email");
                if (_emailError is null)
                {
                    Notices.Bad(Explain.Line(refused));
                }
            });
        await LoadAsync();
    }

    private async Task RevokeAsync(JobEditor editor)
    {
        if (await Questions.AskAsync(new(Phrase.Format(Words.InvitationRevokeTitle, editor.Email), Words.InvitationRevokeText, Words.Revoke, IsDangerous: true)))
        {
            await DoAsync(() => Editors.RevokeAsync(JobId, editor.Id, CloseToken));
            await LoadAsync();
        }
    }
}
