using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Platform.Frontend.Jobs;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Jobs;

/// <summary>Checks that a visitor returns from a job to the same place in the list.</summary>
public sealed class ListAddressesTests
{
    private const string Job = "01a1fd00-8988-7c2f-8b6b-678ed2adb173";
    private const string Full = "/jobs?state=failed&state=queued&tag=a%20%26%20b&q=50%25%2B&after=2026-01-01T00%3A00%3A00.0000000Z&page=3.one.two";

    [Theory]
    [InlineData("/jobs", "/jobs")]
    [InlineData("/jobs?tag=red", "/jobs?tag=red")]
    [InlineData("/jobs?page=nonsense", "/jobs")]
    [InlineData(Full, Full)]
    public async Task A_job_links_back_to_the_list_it_was_opened_from(string list, string back)
    {
        await using var page = new PageContext();
        page.Gateway.Says("/api/v1/jobs", LoadingPart.Page(LoadingPart.JobIn("failed")));
        page.Gateway.Says("/api/v1/jobs/" + Job, LoadingPart.JobIn("failed"));
        var navigation = page.Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo(list);
        var shown = page.Render<JobListPage>();
        await shown.WaitForAssertionAsync(() => shown.FindAll("tbody tr").Count.ShouldBe(1));

        navigation.NavigateTo(shown.Find("a.job-link").GetAttribute("href")!);
        var job = page.Render<JobPage>(p => p.Add(opened => opened.Id, Guid.Parse(Job)));
        await job.WaitForAssertionAsync(() => job.FindAll(".trouble.big").Count.ShouldBe(1));
        job.Find(".crumbs a").GetAttribute("href").ShouldBe(back);
    }

    [Fact]
    public async Task The_list_starts_at_the_page_of_its_address()
    {
        await using var page = new PageContext();
        page.Gateway.Says("/api/v1/jobs", LoadingPart.Page(LoadingPart.JobIn("failed")));
        page.Services.GetRequiredService<NavigationManager>().NavigateTo(Full);
        var shown = page.Render<JobListPage>();
        await shown.WaitForAssertionAsync(() => shown.FindAll("tbody tr").Count.ShouldBe(1));
        page.Gateway.Queries.ShouldContain("?limit=50&state=failed&state=queued&tag=a%20%26%20b&q=50%25%2B&created_after=2026-01-01T00%3A00%3A00.0000000Z&cursor=two");
        await shown.InvokeAsync(() => shown.Find(".pager button").Click());
        await shown.WaitForAssertionAsync(() => page.Gateway.Queries.ShouldContain(query => query.EndsWith("&cursor=one", StringComparison.Ordinal)));
        page.Services.GetRequiredService<NavigationManager>().Uri.ShouldEndWith("&page=2.one");
    }

    [Theory]
    [InlineData("https://example.org", "/jobs?https://example.org")]
    [InlineData("//example.org", "/jobs?//example.org")]
    [InlineData("a\u0001b", "/jobs")]
    [InlineData("", "/jobs")]
    [InlineData(null, "/jobs")]
    public void The_back_link_leads_only_to_the_list(string? list, string back) => ListAddresses.From(list).ShouldBe(back);
}
