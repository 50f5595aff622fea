using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Platform.Frontend.Wording;

/// <summary>
/// Provides the signed-in user. A renewed connection sets it outside of any activity of the page, after which the whole page is rendered: in the
/// page's language instead of the connection's.
/// </summary>
internal sealed class SpokenAuthenticationState(SpokenLanguage spoken) : ServerAuthenticationStateProvider, IHostEnvironmentAuthenticationStateProvider
{
    void IHostEnvironmentAuthenticationStateProvider.SetAuthenticationState(Task<AuthenticationState> authenticationStateTask) =>
        spoken.Speak(() => SetAuthenticationState(authenticationStateTask));
}
