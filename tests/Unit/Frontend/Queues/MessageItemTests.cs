using System.Text.Json;
using Bunit;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Queues;
using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Queues;

public sealed class MessageItemTests
{
    [Fact]
    public async Task Why_the_platform_gave_a_message_up_is_said_in_words_and_what_a_consumer_says_as_it_is()
    {
        using var speaking = new InLanguage("pt-BR");
        await using var page = new PageContext();
        foreach (var (reason, words) in (Dictionary<string, string>)new() { ["max_deliveries"] = Words.ReasonMaxDeliveries, ["expired"] = Words.ReasonExpired, ["out of stock"] = "out of stock" })
        {
            var shown = page.Render<MessageItem>(p => p.Add(item => item.Message, new MessageResponse(1, "orders", MessageStatus.Failed, JsonElement.Parse("1"), "application/json", page.Time.GetUtcNow(), 1, FailureReason: reason)));
            await shown.Find("details").ToggleAsync(EventArgs.Empty);
            shown.Markup.ShouldContain(words);
            shown.Markup.ShouldContain(reason);
        }
    }
}
