using System.Net.Mail;
using FsCheck;
using FsCheck.Fluent;
using Platform.ApiGateway.Submission;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Submission;

public sealed class TargetGuardTests
{
    private static readonly Config s_many = Config.QuickThrowOnFailure.WithMaxTest(2000);

    [Theory]
    [InlineData("exa\u00a0mple.com")]
    [InlineData("a\u3000b.com")]
    [InlineData("a\u00b4b.com")]
    [InlineData("a\uff05b.com")]
    [InlineData("\u00a0")]
    [InlineData("xn--")]
    [InlineData("xn--.example")]
    [InlineData("xn--a.example")]
    [InlineData("XN--A.example")]
    public void A_host_that_does_not_round_trip_is_refused(string host) => TargetGuard.Syntax($"https://{host}/a.mp4", out _).ShouldBe("The host name is not valid.");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_host_name_beyond_the_DNS_limit_is_refused(bool endsWithDot)
    {
        var end = endsWithDot ? "." : "";
        var longest = string.Concat(Enumerable.Repeat("a.", 125)) + "com";
        longest.Length.ShouldBe(253);
        TargetGuard.Syntax($"https://{longest}{end}/a.mp4", out _).ShouldBeNull();
        TargetGuard.Syntax($"https://a{longest}{end}/a.mp4", out _).ShouldBe("The host name is not valid.");
        TargetGuard.Syntax($"https://{new string('m', 63)}.example{end}/", out _).ShouldBeNull();
        TargetGuard.Syntax($"https://{new string('m', 64)}.example{end}/", out _).ShouldBe("The host name is not valid.");
    }

    [Theory]
    [InlineData("example.org")]
    [InlineData("a_b.example.org")]
    [InlineData("m\u00fcnchen.example")]
    [InlineData("xn--mnchen-3ya.example")]
    [InlineData("XN--Mnchen-3ya.Example")]
    [InlineData("xn--53h.example")]
    [InlineData("xn--9t4b11yi5a.xn--p1ai.")]
    [InlineData("stra\u00dfe.example")]
    [InlineData("example.org.")]
    [InlineData("192.0.2.1")]
    [InlineData("[2001:db8::1]")]
    public void Host_names_and_addresses_are_accepted(string host) => TargetGuard.Syntax($"https://{host}:8443/a.mp4", out _).ShouldBeNull();

    [Theory]
    [InlineData("\\/\u202e")]
    [InlineData("//\u200e")]
    [InlineData("/a.mp4")]
    [InlineData("\u202ehttp://example.org/")]
    public void An_address_without_a_scheme_is_refused(string url) => TargetGuard.Syntax(url, out _).ShouldBe("A URL begins with http:// or https://.");

    [Fact]
    public void Any_text_is_checked_without_an_exception() =>
        Prop.ForAll(Given.Text.ToArbitrary(), text =>
        {
            foreach (var url in (string[])[text, "http://" + text, "https://example.org/" + text, "http://a" + text + ".example:80/?" + text])
            {
                if (TargetGuard.Syntax(url, out var uri) is null)
                {
                    uri!.IdnHost.ShouldNotBeEmpty();
                    uri.DnsSafeHost.ShouldNotBeEmpty();
                    new UriBuilder(uri.Scheme, uri.IdnHost, uri.Port).Uri.Port.ShouldBe(uri.Port);
                    Uri.UnescapeDataString(uri.Segments[^1]).ShouldNotBeNull();
                }
            }

            MailAddress.TryCreate(text, out _);
            MailAddress.TryCreate($"{text}@{text}", out _);
        }).Check(s_many);

    [Theory]
    [InlineData("http://example.org/a", null)]
    [InlineData("https://example.org:8443/a?b=c#d", null)]
    [InlineData("HTTPS://EXAMPLE.ORG", null)]
    [InlineData("https://b\u00fccher.example/a", null)]
    [InlineData("", "1 to 2,048")]
    [InlineData("example.org/a", "absolute")]
    [InlineData("//example.org/a", "http")]
    [InlineData("http://", "absolute")]
    [InlineData("http://exa mple.org/", "absolute")]
    [InlineData("http://example.org/a\nb", "absolute")]
    [InlineData("http://a\uffff.example/", "host name")]
    [InlineData("ftp://example.org/a", "http")]
    [InlineData("file:///etc/passwd", "http")]
    [InlineData("data:audio/wav;base64,AAAA", "http")]
    [InlineData("gopher://example.org", "http")]
    [InlineData("http://u@example.org/", "User names")]
    [InlineData("http://u:p@example.org/", "User names")]
    public void Addresses_are_checked(string url, string? fault)
    {
        var found = TargetGuard.Syntax(url, out var uri);
        if (fault is null)
        {
            found.ShouldBeNull();
            uri.ShouldNotBeNull();
        }
        else
        {
            found.ShouldNotBeNull().ShouldContain(fault);
            uri.ShouldBeNull();
        }
    }
}
