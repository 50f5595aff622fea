using System.Net;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Frontend;

/// <summary>Pages that live in memory; the fixture allows two of a user, and three of an address.</summary>
[Collection(PageCollection.Name)]
public sealed class CircuitTests(PageFixture page)
{
    [Fact]
    public async Task Live_pages_are_limited_by_user_and_address_and_closed_ones_are_freed()
    {
        var here = IPAddress.Parse("127.0.0.21");
        var elsewhere = IPAddress.Parse("127.0.0.22");
        var one = await SignUpAsync();
        await using var first = await LivePage.OpenAsync(page.Address, one, here);
        await using var second = await LivePage.OpenAsync(page.Address, one, here);
        (first.IsLive, second.IsLive).ShouldBe((true, true));
        await using (var third = await LivePage.OpenAsync(page.Address, one, elsewhere))
        {
            third.IsLive.ShouldBeFalse();
        }

        // Whoever else is at the address has what is left of it, and at another all that there is.
        var other = await SignUpAsync();
        await using var beside = await LivePage.OpenAsync(page.Address, other, here);
        beside.IsLive.ShouldBeTrue();
        await using (var tooMany = await LivePage.OpenAsync(page.Address, other, here))
        {
            tooMany.IsLive.ShouldBeFalse();
        }

        await using var away = await LivePage.OpenAsync(page.Address, other, elsewhere);
        away.IsLive.ShouldBeTrue();

        // The page that is asked for is shown all the same.
        var shown = await RawHttp.SendAsync(page.Address, $"GET /jobs HTTP/1.1\nAccept: text/html\nCookie: {one}\n", []);
        shown.Status.ShouldBe(200);
        shown.Body.ShouldContain("id=\"too-many-pages\"");

        await first.DisposeAsync();
        await Eventually.BecomesTrueAsync(async () =>
        {
            await using var next = await LivePage.OpenAsync(page.Address, one, here);
            return next.IsLive;
        });
    }

    [Fact]
    public async Task A_page_beyond_the_limit_is_refused_before_it_connects()
    {
        var here = IPAddress.Parse("127.0.0.23");
        var one = await SignUpAsync();
        await using var first = await LivePage.OpenAsync(page.Address, one, here);
        await using var second = await LivePage.OpenAsync(page.Address, one, here);
        (await NegotiateAsync(one)).ShouldBe(429);
        (await NegotiateAsync(await SignUpAsync())).ShouldBe(200);

        // Its connection is gone and the page is kept: what connects now may be coming back to it, and nothing else.
        first.Break();
        await Eventually.BecomesTrueAsync(async () => await NegotiateAsync(one) == 200);
        await using (var another = await LivePage.OpenAsync(page.Address, one, here))
        {
            another.IsLive.ShouldBeFalse();
        }

        await using var back = await LivePage.ComeBackAsync(page.Address, one, here, first.Secret!);
        back.IsLive.ShouldBeTrue();
    }

    private async Task<string> SignUpAsync() => await page.SignInAsync((await page.Gateway.SignUpAsync()).Email);

    private async Task<int> NegotiateAsync(string cookies) => (await RawHttp.SendAsync(
        page.Address, $"POST /_blazor/negotiate?negotiateVersion=1 HTTP/1.1\nAccept: */*\nCookie: {cookies}\nContent-Length: 0\n", [])).Status;
}
