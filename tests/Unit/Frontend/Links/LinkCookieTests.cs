using Microsoft.AspNetCore.Http;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Links;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Links;

public sealed class LinkCookieTests
{
    private static readonly LinkedCaptions s_opened = new(Guid.Parse("01a1fd00-8988-7c2f-8b6b-678ed2adb173"), "Talk", false, DateTimeOffset.UnixEpoch.AddYears(80), "en", 1, false, 1);

    [Theory]
    [InlineData("cl_AZaz09-_", true)]
    [InlineData("", false)]
    [InlineData("cl_a b", false)]
    [InlineData("cl_a\r\nX: y", false)]
    [InlineData("cl_\u00e9", false)]
    public void Only_what_can_be_sent_in_a_header_is_a_token(string text, bool isToken)
    {
        LinkCookie.IsToken(text).ShouldBe(isToken);
        LinkCookie.IsToken(new string('a', 101)).ShouldBeFalse();
    }

    [Fact]
    public void A_page_of_its_own_keeps_the_token_for_its_captions_only()
    {
        var cookie = Set(LinkPlace.Page, isSecure: false);
        cookie.ShouldContain("path=/shared/01a1fd00-8988-7c2f-8b6b-678ed2adb173");
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=lax");
        cookie.ShouldNotContain("secure");
        Set(LinkPlace.Page, isSecure: true).ShouldContain("secure");
    }

    [Fact]
    public void A_frame_of_another_site_gets_a_cookie_of_its_own()
    {
        var cookie = Set(LinkPlace.Frame, isSecure: false);
        cookie.ShouldContain("path=/embed/");
        cookie.ShouldContain("samesite=none");
        cookie.ShouldContain("secure");
        cookie.ShouldContain("partitioned");
    }

    private static string Set(LinkPlace place, bool isSecure)
    {
        var context = new DefaultHttpContext();
        context.Request.Scheme = isSecure ? "https" : "http";
        LinkCookie.Set(context, place, s_opened, "cl_token");
        return context.Response.Headers.SetCookie.ToString().ToLowerInvariant();
    }
}
