using Bunit;
using Platform.Frontend.Shell;
using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Shell;

public sealed class PlatformBannerTests
{
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
}
