using System.Net;
using System.Text.Json;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Account;
using Platform.Frontend.Charts;
using Platform.Frontend.Elements;
using Platform.Frontend.Jobs;
using Platform.Frontend.Queues;
using Platform.Frontend.Shell;
using Platform.Frontend.Wording;
using Platform.Unit.Frontend.Texts;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Parts;

/// <summary>Parts of the page in another language than English.</summary>
public sealed class LanguageTests
{
    [Fact]
    public async Task A_list_speaks_the_visitors_language()
    {
        using var speaking = new InLanguage("pt-BR");
        await using var page = new PageContext();
        page.Gateway.Says("/api/v1/jobs", LoadingPart.Page(LoadingPart.JobIn("failed")));
        var shown = page.Render<JobListPage>();
        await shown.WaitForAssertionAsync(() => shown.FindAll("tbody tr").Count.ShouldBe(1));
        shown.Find("h1").TextContent.ShouldBe("Tarefas");
        shown.Find("tbody .badge").TextContent.ShouldBe("Falhou");
        shown.Find("input[type=search]").GetAttribute("placeholder").ShouldBe("Buscar por título, endereço ou id");
    }

    [Fact]
    public async Task What_one_visitor_brings_about_is_told_to_another_in_their_language()
    {
        await using var page = new PageContext();
        IRenderedComponent<PlatformBanner> banner;
        using (new InLanguage("pt-BR"))
        {
            banner = page.Render<PlatformBanner>();
        }

        using (new InLanguage("en"))
        {
            page.Status.Unreachable();
            await banner.WaitForAssertionAsync(() => banner.Find(".banner p").TextContent.ShouldStartWith("A plataforma está inacessível agora."));

            // Whoever brought it about goes on in theirs.
            Words.Cancel.ShouldBe("Cancel");
        }
    }

    [Theory]
    [InlineData("en", "1.5 s", "1:02.4", "1.40 GB", "06-01")]
    [InlineData("pt-BR", "1,5 s", "1:02,4", "1,40 GB", "01/06")]
    public void Numbers_and_days_are_written_as_the_language_does(string tag, string length, string position, string size, string day)
    {
        using var speaking = new InLanguage(tag);
        Units.Format(1.5, "s").ShouldBe(length);
        Durations.Position(62.4).ShouldBe(position);
        Durations.Bytes(1_400_000_000).ShouldBe(size);
        var june = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
        Ticks.Times(june, june.AddDays(4), TimeZoneInfo.Utc, 5).First().Text.ShouldBe(day);
    }

    [Fact]
    public async Task The_language_of_mails_is_chosen_in_the_account_apart_from_that_of_the_page()
    {
        using var speaking = new InLanguage("pt-BR");
        await using var page = new PageContext();
        var part = LoadingPart.All["language of mails"];
        page.Gateway.Says(part.Path, part.Something.Replace("pt-BR", "en", StringComparison.Ordinal));
        page.Gateway.Says("/api/v1/auth/language", HttpStatusCode.NoContent, "");
        var shown = page.Render<EmailLanguagePanel>();
        await shown.WaitForAssertionAsync(() => shown.Find("#email-language").GetAttribute("value").ShouldBe("en"));
        await shown.InvokeAsync(() => shown.Find("#email-language").Change("pt-BR"));
        await shown.InvokeAsync(() => shown.Find("form").Submit());
        await shown.WaitForAssertionAsync(() => page.Services.GetRequiredService<Notices>().Shown.ShouldHaveSingleItem().Text.Own.ShouldBe(Words.EmailLanguageSaved));
        page.Gateway.CountOf("/api/v1/auth/language").ShouldBe(1);
    }

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

    [Fact]
    public async Task The_language_in_use_is_the_one_that_is_pressed()
    {
        using var speaking = new InLanguage("pt-BR");
        await using var page = new PageContext();
        var shown = page.Render<LanguageSwitch>();
        var pressed = shown.FindAll("[aria-pressed=true]").ShouldHaveSingleItem();
        pressed.GetAttribute("data-page-language").ShouldBe("pt-BR");
        pressed.GetAttribute("lang").ShouldBe("pt-BR");
        pressed.TextContent.ShouldBe("Português (Brasil)");
    }
}
