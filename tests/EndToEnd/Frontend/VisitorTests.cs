using Microsoft.Playwright;
using Platform.Testkit.Running;
using Shouldly;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Platform.EndToEnd.Frontend;

/// <summary>Where a test of the page fails, its message says what the page showed.</summary>
[Collection(PlainPlatformCollection.Name)]
public sealed class VisitorTests(PlainPlatformFixture platform, Browser browser)
{
    [Fact]
    public async Task A_wait_that_fails_is_noted_with_what_the_page_showed()
    {
        await Should.ThrowAsync<PlaywrightException>(async () =>
        {
            await using var visitor = await browser.VisitAsync(platform.Page);
            await visitor.Page.SetContentAsync(
                "<h1>Captions</h1><p class=notice>Not available <b>now</b></p><p class=notice hidden>Old</p><p class=field-error>A name is missing</p><dialog open>Leave?</dialog>");
            await visitor.Page.EvaluateAsync("console.error('a script broke')");
            await Expect(visitor.Page.Locator("#new-link")).ToBeVisibleAsync(new() { Timeout = 1 });
        });

        var note = FailureNotes.Shared.Of(nameof(VisitorTests)).ShouldHaveSingleItem();
        note.Text.ShouldEndWith("shows dialog: Leave?; notice: Not available now; field: A name is missing; heading: Captions; console: a script broke");
        note.Picture.IsEmpty.ShouldBeFalse();
    }
}
