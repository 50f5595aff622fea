using Bunit;
using Platform.Frontend.Shell;
using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Shell;

public sealed class PlatformBannerTests
{
    [Fact]
    public async Task The_banner_uses_each_visitors_own_language()
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
