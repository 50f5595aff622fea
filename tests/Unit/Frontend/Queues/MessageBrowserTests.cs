using Bunit;
using Platform.Frontend.Queues;
using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Queues;

public sealed class MessageBrowserTests
{
    private const string Good = """{"id":2,"queue_name":"orders","status":"pending","content":"tea","content_type":"text/plain","created_at":"2026-01-01T00:00:00Z","delivery_count":0}""";

    [Theory]
    [InlineData("""{"id":1,"queue_name":"orders","status":"failed","content":null,"content_type":"application/json","created_at":"2026-01-01T00:00:00Z","delivery_count":1,"unreadable":true}""")]
    [InlineData("""{"id":1,"queue_name":"orders","status":"failed","content":"half \ud83d","content_type":"text/plain","created_at":"2026-01-01T00:00:00Z","delivery_count":1}""")]
    [InlineData("""{"id":1,"queue_name":"orders","status":"failed","content":{"deep":["half \ud83d"]},"content_type":"application/json","created_at":"2026-01-01T00:00:00Z","delivery_count":1}""")]
    public async Task An_unreadable_message_is_listed_among_the_others(string bad)
    {
        await using var page = new PageContext();
        page.Gateway.Says("/api/v1/queues/orders/messages", LoadingPart.Page($"{bad},{Good}"));
        var shown = page.Render<MessageBrowser>(p => p.Add(messages => messages.Queue, LoadingPart.QueueOf()));
        await shown.WaitForAssertionAsync(() => shown.FindAll(".messages li").Count.ShouldBe(2));
        shown.FindAll(".messages li")[1].TextContent.ShouldContain("tea");
        await shown.Find("details").ToggleAsync(EventArgs.Empty);
        if (!bad.Contains("deep", StringComparison.Ordinal))
        {
            shown.FindAll(".message-preview")[0].TextContent.ShouldBe(Words.CannotBeShown);
        }

        shown.Find(".messages li .trouble").TextContent.ShouldContain(Words.MessageUnreadable);
        shown.FindAll(".message-content").ShouldBeEmpty();
    }
}
