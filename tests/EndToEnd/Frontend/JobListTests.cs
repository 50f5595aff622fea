using Microsoft.Playwright;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;
using Platform.EndToEnd.Accounts;
using Platform.EndToEnd.Monitoring;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Platform.EndToEnd.Frontend;

[Collection(MonitoredCollection.Name)]
public sealed class JobListTests(MonitoredFixture platform, Browser browser)
{
    [Fact]
    public async Task Jobs_appear_live_and_can_be_searched_filtered_and_acted_on_together()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await visitor.RegisterAndOpenJobsAsync();
        using var api = await ApiOf(visitor);

        // Submitted elsewhere, it appears here by itself.
        await Expect(page.Locator(".live.on")).ToBeVisibleAsync();
        await api.SubmitAsync(new CreateJobRequest(JobKinds.Probe, Title: "First probe", Tags: ["red"]));
        var rows = page.Locator("table.jobs tbody tr");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows.First.Locator(".badge")).ToHaveTextAsync("Succeeded");

        var later = TimeProvider.System.GetUtcNow().AddHours(2);
        foreach (var number in Enumerable.Range(1, 3))
        {
            await api.SubmitAsync(new CreateJobRequest(JobKinds.Probe, Title: $"Later {number}", Tags: ["blue"], StartAt: later));
        }

        await Expect(rows).ToHaveCountAsync(4);

        await page.Locator(".chip", new() { HasTextString = "Scheduled" }).ClickAsync();
        await Expect(rows).ToHaveCountAsync(3);
        await page.FillAsync("input[type=search]", "later 2");
        await page.Keyboard.PressAsync("Enter");
        await Expect(rows).ToHaveCountAsync(1);
        page.Url.ShouldContain("state=scheduled");
        await page.ReloadAsync();
        await Expect(rows).ToHaveCountAsync(1);
        await page.FillAsync("input[type=search]", "nothing like it");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No job matches" })).ToBeVisibleAsync();
        await visitor.LooksGoodAsync();
        await page.Locator(".empty button").ClickAsync();
        await Expect(rows).ToHaveCountAsync(4);

        await page.Locator(".tag", new() { HasTextString = "blue" }).First.ClickAsync();
        await Expect(rows).ToHaveCountAsync(3);
        await page.Locator(".bulk input").CheckAsync();
        await Expect(page.Locator(".bulk")).ToContainTextAsync("3 selected");
        await visitor.LooksGoodAsync();
        await page.Locator(".bulk button", new() { HasTextString = "Cancel" }).ClickAsync();
        await Expect(page.Locator("dialog[open]")).ToContainTextAsync("Cancel 3 jobs?");
        await visitor.AnswerYesAsync();
        await Expect(page.Locator(".notice.good")).ToContainTextAsync("3 of 3");
        await Expect(page.Locator(".badge.state-cancelled")).ToHaveCountAsync(3);

        await page.Locator("tr", new() { HasTextString = "Later 1" }).Locator(".c-actions button").Last.ClickAsync();
        await visitor.AnswerYesAsync();
        await Expect(rows).ToHaveCountAsync(2);
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Long_lists_are_paged_and_all_matching_jobs_can_be_deleted()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await visitor.RegisterAndOpenJobsAsync();
        using var api = await ApiOf(visitor);
        for (var number = 1; number <= 60; number++)
        {
            await api.SubmitAsync(new CreateJobRequest(JobKinds.Probe, Title: $"Probe {number:00}"));
        }

        var rows = page.Locator("table.jobs tbody tr");
        await page.ReloadAsync();
        await Expect(rows).ToHaveCountAsync(50);
        await Expect(rows.First).ToContainTextAsync("Probe 60");
        await page.Locator(".pager button").Last.ClickAsync();
        await Expect(rows).ToHaveCountAsync(10);
        await page.Locator(".pager button").First.ClickAsync();
        await Expect(rows).ToHaveCountAsync(50);
        await Expect(page.Locator(".badge.state-succeeded")).ToHaveCountAsync(50);

        await page.Locator(".bulk input").CheckAsync();
        await page.Locator(".bulk .link-button", new() { HasTextString = "Select all" }).ClickAsync();
        await page.Locator(".bulk button", new() { HasTextString = "Delete" }).ClickAsync();
        await Expect(page.Locator("dialog[open]")).ToContainTextAsync("Delete all of your jobs?");
        await visitor.AnswerYesAsync();
        await Expect(page.Locator(".notice.good")).ToContainTextAsync("60 of 60");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No jobs yet" })).ToBeVisibleAsync();
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task A_job_page_links_back_to_the_list_page_it_was_opened_from()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await visitor.RegisterAndOpenJobsAsync();
        using var api = await ApiOf(visitor);
        for (var number = 1; number <= 60; number++)
        {
            await api.SubmitAsync(new CreateJobRequest(JobKinds.Probe, Title: $"Probe {number:00}", Tags: ["a & b"]));
        }

        await api.SubmitAsync(new CreateJobRequest(JobKinds.Probe, Title: "Another"));
        var rows = page.Locator("table.jobs tbody tr");
        await page.GotoAsync("/jobs?tag=a%20%26%20b");
        await Expect(rows).ToHaveCountAsync(50);
        await page.Locator(".pager button").Last.ClickAsync();
        await Expect(rows).ToHaveCountAsync(10);
        var list = page.Url;
        await page.GetByRole(AriaRole.Link, new() { Name = "Probe 07" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Probe 07" })).ToBeVisibleAsync();

        // The way back is known after a reload, too.
        await page.ReloadAsync();
        await page.Locator(".crumbs a").ClickAsync();
        await Expect(rows).ToHaveCountAsync(10);
        page.Url.ShouldBe(list);
        await page.Locator(".pager button").First.ClickAsync();
        await Expect(rows).ToHaveCountAsync(50);

        // And so does the browser's.
        await page.GoBackAsync();
        await Expect(rows).ToHaveCountAsync(10);
        visitor.Faults.ShouldBeEmpty();
    }

    private Task<ApiUser> ApiOf(Visitor visitor) => ApiUser.SignInAsync(platform.Api, visitor.Email);
}
