using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Platform.Frontend.Elements;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Elements;

public sealed class LiveComponentTests
{
    [Fact]
    public async Task An_action_that_is_cancelled_by_nobody_is_reported_as_failed()
    {
        await using var page = new PageContext();
        var shown = page.Render<Acting>();

        await shown.InvokeAsync(() => shown.Instance.ActAsync());

        page.Services.GetRequiredService<Notices>().Shown.ShouldHaveSingleItem().IsBad.ShouldBeTrue();
    }

    [Fact]
    public async Task An_action_of_a_page_that_was_closed_is_not_reported()
    {
        await using var page = new PageContext();
        var shown = page.Render<Acting>();
        var acting = shown.Instance;
        await page.DisposeComponentsAsync();

        await page.Renderer.Dispatcher.InvokeAsync(acting.ActAsync);

        page.Services.GetRequiredService<Notices>().Shown.ShouldBeEmpty();
    }

    private sealed class Acting : LiveComponent
    {
        public Task ActAsync() => DoAsync(static () => throw new OperationCanceledException());

        protected override Task<Action> LoadContentAsync() => Task.FromResult<Action>(static () => { });
    }
}
