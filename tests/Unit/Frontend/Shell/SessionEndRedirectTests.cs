using System.Net;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Platform.Frontend.Elements;
using Platform.Frontend.Gateway;
using Platform.Frontend.Session;
using Platform.Frontend.Shell;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Shell;

public sealed class SessionEndRedirectTests
{
    [Fact]
    public async Task Visitor_whose_session_has_ended_is_taken_to_the_sign_in_page_and_back()
    {
        await using var page = new PageContext();
        page.Render<SessionEndRedirect>();
        var navigation = page.Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo("/queues?q=a");

        page.Services.GetRequiredService<SessionStore>().GetOrAdd("s", () => throw new InvalidOperationException("There is no session.")).End();
        var failure = await Should.ThrowAsync<SessionEndedException>(() => page.Services.GetRequiredService<KeysApi>().ListAsync(CancellationToken.None));

        await Eventually.BecomesTrueAsync(() => navigation.Uri.EndsWith("/sign-in?ended=true&returnUrl=%2Fqueues%3Fq%3Da", StringComparison.Ordinal));
        failure.IsShown().ShouldBeTrue();
    }

    [Fact]
    public async Task Visitor_of_a_failing_platform_stays_on_the_page()
    {
        await using var page = new PageContext();
        page.Render<SessionEndRedirect>();
        var navigation = page.Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo("/queues");
        page.Gateway.Says("/api/v1/api-keys", HttpStatusCode.ServiceUnavailable, "{}");

        await Should.ThrowAsync<GatewayException>(() => page.Services.GetRequiredService<KeysApi>().ListAsync(CancellationToken.None));

        navigation.Uri.ShouldEndWith("/queues");
    }
}
