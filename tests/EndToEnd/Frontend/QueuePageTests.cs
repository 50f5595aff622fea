using System.Net.Http.Json;
using Microsoft.Playwright;
using Platform.Contracts.PublicApi;
using Platform.EndToEnd.Accounts;
using Platform.EndToEnd.Monitoring;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Platform.EndToEnd.Frontend;

[Collection(MonitoredCollection.Name)]
public sealed class QueuePageTests(MonitoredFixture platform, Browser browser)
{
    [Fact]
    public async Task A_queue_is_created_filled_watched_paused_edited_purged_and_deleted()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await visitor.RegisterAsync();
        await page.GotoAsync("/queues");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No queues yet" })).ToBeVisibleAsync();
        await visitor.LooksGoodAsync();

        var name = $"orders-{Guid.CreateVersion7():N}";
        await page.Locator(".page-head .primary").ClickAsync();
        await page.ArrivesAtAsync("*/new-queue");
        await page.FillAsync("#queue-name", "not a name");
        await page.Locator("main button[type=submit]").ClickAsync();
        await Expect(page.Locator("#queue-name-error")).ToBeVisibleAsync();
        await visitor.LooksGoodAsync();
        await page.FillAsync("#queue-name", name);
        await page.Locator("#queue-description").FillAsync("What customers order");
        await page.Locator("main button[type=submit]").ClickAsync();
        await page.ArrivesAtAsync($"*/queues/{name}");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No messages" })).ToBeVisibleAsync();

        await page.Locator(".tabs a", new() { HasTextString = "Publish" }).ClickAsync();
        await page.FillAsync("#message-content", "{no json");
        await page.Locator("main form button[type=submit]").ClickAsync();
        await Expect(page.Locator("#message-content-error")).ToBeVisibleAsync();
        await visitor.LooksGoodAsync();
        await page.FillAsync("#message-content", """{"order": 7, "items": ["tea"]}""");
        await page.Locator("main form button[type=submit]").ClickAsync();
        await Expect(page.Locator(".notice.good", new() { HasTextString = "Published" })).ToBeVisibleAsync();
        await Expect(page.Locator(".queue-facts dd").First).ToHaveTextAsync("1");

        // What another program does shows by itself.
        using var api = await ApiUser.SignInAsync(platform.Api, visitor.Email);
        await page.Locator(".tabs a", new() { HasTextString = "Messages" }).ClickAsync();
        await Expect(page.Locator(".messages li")).ToHaveCountAsync(1);
        await PublishAsync(api, name, 30);
        await Expect(page.Locator(".messages li")).ToHaveCountAsync(25);
        await page.Locator(".pager button").Last.ClickAsync();
        await Expect(page.Locator(".messages li")).ToHaveCountAsync(6);
        await page.Locator(".messages summary").Last.ClickAsync();
        await Expect(page.Locator(".messages li").Last.Locator(".message-content")).ToContainTextAsync("\"tea\"");
        await visitor.LooksGoodAsync();
        await page.FillAsync("input[type=search]", "#999999999999");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".empty")).ToContainTextAsync("no message of this number");
        await page.Locator(".chip", new() { HasTextString = "Processed" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No messages" })).ToBeVisibleAsync();

        await page.Locator(".head-actions button", new() { HasTextString = "Pause" }).ClickAsync();
        await Expect(page.Locator(".page-head .badge")).ToHaveTextAsync("Paused");
        await page.Locator(".tabs a", new() { HasTextString = "Settings" }).ClickAsync();
        await page.Locator("#queue-max_deliveries").FillAsync("9");
        await page.Locator("main form button[type=submit]").ClickAsync();
        await Expect(page.Locator(".notice.good", new() { HasTextString = "Settings saved" })).ToBeVisibleAsync();
        await visitor.LooksGoodAsync();
        (await QueueAsync(api, name)).ShouldSatisfyAllConditions(queue => queue.MaxDeliveries.ShouldBe(9), queue => queue.Paused.ShouldBeTrue());

        await page.GotoAsync("/queues");
        var row = page.Locator("table.queues tbody tr");
        await Expect(row).ToHaveCountAsync(1);
        await Expect(row.Locator("td.number").First).ToHaveTextAsync("31");
        await visitor.LooksGoodAsync();
        await row.Locator(".c-actions button").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(row.Locator(".badge")).ToHaveCountAsync(0);
        await row.Locator("a.job-link").ClickAsync();
        await page.ArrivesAtAsync($"*/queues/{name}");

        await page.Locator(".head-actions button", new() { HasTextString = "Purge" }).ClickAsync();
        await visitor.AnswerYesAsync();
        await Expect(page.Locator(".notice.good", new() { HasTextString = "31 messages deleted" })).ToBeVisibleAsync();
        await page.Locator(".head-actions button", new() { HasTextString = "Delete" }).ClickAsync();
        await visitor.AnswerYesAsync();
        await page.ArrivesAtAsync("*/queues");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No queues yet" })).ToBeVisibleAsync();
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Dead_letters_are_replayed_singly_selected_or_all()
    {
        await using var visitor = await browser.VisitAsync(platform.Page);
        var page = visitor.Page;
        await visitor.RegisterAsync();
        using var api = await ApiUser.SignInAsync(platform.Api, visitor.Email);
        var name = $"dead-{Guid.CreateVersion7():N}";
        await ApiUser.ReadAsync<QueueResponse>(await api.Http.PostAsJsonAsync("/api/v1/queues", new CreateQueueRequest(name), ApiUser.Json));
        await page.GotoAsync($"/queues/{name}?view=dead");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No dead letters" })).ToBeVisibleAsync();

        await PublishAsync(api, name, 6);
        var consumed = await ApiUser.ReadAsync<ConsumedMessages>(await api.Http.GetAsync($"/api/v1/queues/{name}/messages/consume?batch_size=10"));
        await FailAsync(api, consumed.Messages.Take(2), "out of stock");
        await FailAsync(api, consumed.Messages.Skip(2), "no such customer");

        var letters = page.Locator(".messages li");
        await Expect(letters).ToHaveCountAsync(6);
        await letters.First.Locator("summary").ClickAsync();
        await Expect(letters.First).ToContainTextAsync("no such customer");

        await page.FillAsync("#dead-reason", "out of stock");
        await page.Keyboard.PressAsync("Enter");
        await Expect(letters).ToHaveCountAsync(2);
        await page.Locator(".bulk button", new() { HasTextString = "Replay all that match" }).ClickAsync();
        await visitor.AnswerYesAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No dead letter matches" })).ToBeVisibleAsync();
        await page.Locator(".filters .link-button").ClickAsync();
        await Expect(letters).ToHaveCountAsync(4);

        await letters.First.Locator("button").ClickAsync();
        await Expect(letters).ToHaveCountAsync(3);
        await letters.Nth(0).Locator("> input").CheckAsync();
        await Expect(page.Locator(".bulk")).ToContainTextAsync("1 selected");
        await visitor.LooksGoodAsync();
        await page.Locator(".bulk button", new() { HasTextString = "Replay selected" }).ClickAsync();
        await Expect(letters).ToHaveCountAsync(2);
        await page.Locator(".bulk button", new() { HasTextString = "Replay all" }).ClickAsync();
        await visitor.AnswerYesAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No dead letters" })).ToBeVisibleAsync();
        (await QueueAsync(api, name)).MessagesPending.ShouldBe(6);

        await page.GotoAsync("/queues/no-such-queue");
        await Expect(page.Locator("h1")).ToHaveTextAsync("There is no such queue");
        visitor.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_queue_is_shared_with_chosen_rights_until_they_are_revoked()
    {
        await using var owner = await browser.VisitAsync(platform.Page);
        await owner.RegisterAsync();
        await using var guest = await browser.VisitAsync(platform.Page);
        await guest.RegisterAsync();
        using var api = await ApiUser.SignInAsync(platform.Api, owner.Email);
        var name = $"shared-{Guid.CreateVersion7():N}";
        await ApiUser.ReadAsync<QueueResponse>(await api.Http.PostAsJsonAsync("/api/v1/queues", new CreateQueueRequest(name), ApiUser.Json));
        await guest.Page.GotoAsync($"/queues/{name}");
        await Expect(guest.Page.Locator("h1")).ToHaveTextAsync("There is no such queue");

        await owner.Page.GotoAsync($"/queues/{name}?view=sharing");
        await Expect(owner.Page.Locator(".empty-line")).ToBeVisibleAsync();
        await owner.Page.FillAsync("#share-user", "nobody@example.org");
        await owner.Page.Locator("main form button[type=submit]").ClickAsync();
        await Expect(owner.Page.Locator("#share-user-error")).ToHaveTextAsync("There is no such user.");
        await owner.Page.GetByLabel("Read").UncheckAsync();
        await owner.Page.FillAsync("#share-user", guest.Email);
        await owner.Page.Locator("main form button[type=submit]").ClickAsync();
        await Expect(owner.Page.Locator("main .field-error")).ToHaveTextAsync("Choose at least one.");
        await owner.Page.GetByLabel("Publish").CheckAsync();
        await owner.Page.Locator("main form button[type=submit]").ClickAsync();
        await Expect(owner.Page.Locator(".key-list li")).ToContainTextAsync(guest.Email);
        await owner.LooksGoodAsync();

        // They see it by themselves, and only what they may do.
        await Expect(guest.Page.Locator("#message-content")).ToBeVisibleAsync();
        await Expect(guest.Page.Locator(".tabs a")).ToHaveCountAsync(1);
        await Expect(guest.Page.Locator(".head-actions")).ToHaveCountAsync(0);
        await guest.LooksGoodAsync();
        await guest.Page.FillAsync("#message-content", "17");
        await guest.Page.Locator("main form button[type=submit]").ClickAsync();
        await Expect(guest.Page.Locator(".queue-facts dd").First).ToHaveTextAsync("1");

        await owner.Page.Locator(".key-list button").ClickAsync();
        await Expect(owner.Page.Locator(".empty-line")).ToBeVisibleAsync();
        await Expect(guest.Page.Locator("h1")).ToHaveTextAsync("There is no such queue");
        owner.Faults.ShouldBeEmpty();
        guest.Faults.ShouldBeEmpty();
    }

    private static Task<QueueResponse> QueueAsync(ApiUser api, string name) => ReadAsync(api.Http.GetAsync($"/api/v1/queues/{name}"));

    private static async Task<QueueResponse> ReadAsync(Task<HttpResponseMessage> answer) => await ApiUser.ReadAsync<QueueResponse>(await answer);

    private static async Task FailAsync(ApiUser api, IEnumerable<MessageResponse> messages, string reason)
    {
        var nack = new NackManyRequest([.. messages.Select(message => new DeliveryReference(message.Id, message.Receipt))], Requeue: false, Reason: reason);
        await ApiUser.ReadAsync<SettledMessages>(await api.Http.PostAsJsonAsync("/api/v1/messages/nack", nack, ApiUser.Json));
    }

    private static async Task PublishAsync(ApiUser api, string queue, int count)
    {
        var messages = Enumerable.Range(0, count).Select(number => new PublishRequest(System.Text.Json.JsonSerializer.SerializeToElement(number))).ToList();
        await ApiUser.ReadAsync<PublishedMessages>(await api.Http.PostAsJsonAsync($"/api/v1/queues/{queue}/messages", new PublishRequest(Messages: messages), ApiUser.Json));
    }
}
