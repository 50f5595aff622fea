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
    public async Task Failure_reasons_of_the_platform_are_translated_and_those_of_consumers_are_shown_unchanged()
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
