using Platform.Frontend.Dashboards;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Dashboards;

public sealed class DashboardChoiceTests
{
    private static readonly Dashboard s_dashboard = new("d", "D", "", "services", "now-6h", "30s", [new("job", "Service", "up", "job", ".+"), new("instance", "Replica", "up", "instance", ".+")], [], []);

    [Theory]
    [InlineData("", "now-6h", "30s", "")]
    [InlineData("?from=now-24h&refresh=5s", "now-24h", "5s", "")]
    [InlineData("?from=yesterday&refresh=1s", "now-6h", "30s", "")]
    [InlineData("?var-job=a&var-job=b%26c&var-other=x", "now-6h", "30s", "job=a\njob=b&c")]
    [InlineData("?var-job=", "now-6h", "30s", "")]
    public void An_address_is_read_as_far_as_it_says_what_is_offered(string query, string range, string refresh, string limits)
    {
        var choice = DashboardChoice.Read(s_dashboard, new Uri("https://page.example/operations/dashboards/d" + query));
        (choice.Range, choice.Refresh, choice.Limits).ShouldBe((range, refresh, limits));
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var choice = (DashboardChoice.None with { Range = "now-24h", Refresh = "off" }).With("job", ["a b", "c&d"]).With("instance", []);
        var address = choice.AddressOf("d");
        address.ShouldBe("/operations/dashboards/d?from=now-24h&refresh=off&var-job=a%20b&var-job=c%26d");
        var read = DashboardChoice.Read(s_dashboard, new Uri("https://page.example" + address));
        (read.Range, read.Refresh, read.Limits).ShouldBe((choice.Range, choice.Refresh, choice.Limits));
        choice.TimeOnly("other").ShouldBe("/operations/dashboards/other?from=now-24h&refresh=off");
    }

    [Fact]
    public void An_address_brings_so_many_values_and_no_longer_ones()
    {
        var query = "?var-job=" + new string('a', 201) + string.Concat(Enumerable.Range(0, 60).Select(i => "&var-job=" + i.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        DashboardChoice.Read(s_dashboard, new Uri("https://page.example/" + query)).Of("job").ShouldBe(Enumerable.Range(0, 50).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }
}
