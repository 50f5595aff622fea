using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace Platform.Frontend.Wording;

/// <summary>
/// Who is signed in. A connection that is made anew says it outside of any activity of the page, and all of the page is shown anew then:
/// in the page's language, not in the connection's.
/// </summary>
internal sealed class SpokenAuthenticationState(SpokenLanguage spoken) : ServerAuthenticationStateProvider, IHostEnvironmentAuthenticationStateProvider
{
    void IHostEnvironmentAuthenticationStateProvider.SetAuthenticationState(Task<AuthenticationState> authenticationStateTask) =>
        spoken.Speak(() => SetAuthenticationState(authenticationStateTask));
}
