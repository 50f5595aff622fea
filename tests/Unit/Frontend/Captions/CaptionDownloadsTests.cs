using Bunit;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Captions;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Captions;

public sealed class CaptionDownloadsTests
{
    private const string Settings = "/api/v1/account/captions";

    [Fact]
    public async Task Formats_that_the_account_wants_come_first_in_its_order_and_all_others_are_there()
    {
        await using var page = new PageContext();
        page.Gateway.Says(Settings, """{"formats":["srt","new_one","vtt"]}""");
        var shown = Show(page);
        await shown.WaitForAssertionAsync(() => Names(shown, ".downloads > a")[..2].ShouldBe(["srt", "vtt"]));
        Names(shown, "details a").ShouldBe(CaptionFormat.All.Select(format => format.Name).Except(["srt", "vtt"]));
    }

    [Fact]
    public async Task All_formats_are_offered_alike_where_none_are_chosen_or_known()
    {
        await using var page = new PageContext();
        page.Gateway.Says(Settings, "{}");
        var all = CaptionFormat.All.Select(format => format.Name).ToArray();
        var shown = Show(page);
        await shown.WaitForAssertionAsync(() => page.Gateway.CountOf(Settings).ShouldBe(1));
        Names(shown, "a").ShouldBe(all);
        shown.FindAll("details").ShouldBeEmpty();

        page.Gateway.IsAway(Settings);
        var unknown = Show(page);
        await unknown.WaitForAssertionAsync(() => page.Gateway.CountOf(Settings).ShouldBe(2));
        Names(unknown, "a").ShouldBe(all);
    }

    private static IRenderedComponent<CaptionDownloads> Show(PageContext page) => page.Render<CaptionDownloads>(parameters => parameters.Add(part => part.JobId, Guid.CreateVersion7()));

    private static string[] Names(IRenderedComponent<CaptionDownloads> shown, string links) =>
        [.. shown.FindAll(links).Select(link => link.GetAttribute("href")!.Split('?')[0].Split('.')[^1])];
}
