using FsCheck;
using FsCheck.Fluent;
using Platform.Frontend.Session;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Session;

public sealed class ReturnAddressTests
{
    [Theory]
    [InlineData("/jobs/1?x=y#z", "/jobs/1?x=y#z")]
    [InlineData("/", "/")]
    [InlineData(null, "/jobs")]
    [InlineData("", "/jobs")]
    [InlineData("jobs", "/jobs")]
    [InlineData("https://example.org/", "/jobs")]
    [InlineData("//example.org/", "/jobs")]
    [InlineData("/\\example.org", "/jobs")]
    [InlineData("/\t/example.org", "/jobs")]
    [InlineData("/jobs?q=%C3%A4", "/jobs?q=%C3%A4")]
    [InlineData("/jobs?q=\u00e4", "/jobs")]
    [InlineData("/\u202e", "/jobs")]
    public void Only_paths_of_this_site_are_accepted(string? address, string expected) => ReturnAddress.Safe(address).ShouldBe(expected);

    [Fact]
    public void No_return_address_leads_to_another_site()
    {
        var site = new Uri("https://site.example/");
        var parts = Gen.Elements("/", "\\", "//", ":", "@", "http", "https:", "example.org", "\t", "\n", " ", ".", "?", "#", "%2f");
        var texts = Gen.ListOf(parts).Select(list => string.Concat(list)).ToArbitrary();
        Prop.ForAll(texts, text => new Uri(site, ReturnAddress.Safe(text)).Host == site.Host).QuickCheckThrowOnFailure();
    }
}
