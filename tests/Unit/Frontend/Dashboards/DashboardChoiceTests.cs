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
    public void Unknown_choices_in_an_address_are_ignored(string query, string range, string refresh, string limits)
    {
        var choice = DashboardChoice.Read(s_dashboard, new Uri("https://page.example/operations/dashboards/d" + query));
        (choice.Range, choice.Refresh, choice.Limits).ShouldBe((range, refresh, limits));
    }

    [Fact]
    public void A_written_address_is_read_back()
    {
        var choice = (DashboardChoice.None with { Range = "now-24h", Refresh = "off" }).With("job", ["a b", "c&d"]).With("instance", []);
        var address = choice.AddressOf("d");
        address.ShouldBe("/operations/dashboards/d?from=now-24h&refresh=off&var-job=a%20b&var-job=c%26d");
        var read = DashboardChoice.Read(s_dashboard, new Uri("https://page.example" + address));
        (read.Range, read.Refresh, read.Limits).ShouldBe((choice.Range, choice.Refresh, choice.Limits));
        choice.TimeOnly("other").ShouldBe("/operations/dashboards/other?from=now-24h&refresh=off");
    }

    [Fact]
    public void The_number_and_length_of_values_in_an_address_are_limited()
    {
        var query = "?var-job=" + new string('a', 201) + string.Concat(Enumerable.Range(0, 60).Select(i => "&var-job=" + i.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        DashboardChoice.Read(s_dashboard, new Uri("https://page.example/" + query)).Of("job").ShouldBe(Enumerable.Range(0, 50).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)));
    }
}
