using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Platform.Frontend.Elements;
using Platform.Testkit.Waiting;
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

    [Fact]
    public async Task What_an_action_has_made_old_while_it_was_loaded_is_loaded_again_by_a_component_that_loads_once()
    {
        await using var page = new PageContext();
        var shown = page.Render<Once>();
        await shown.InvokeAsync(shown.Instance.ActAsync);

        // Of another thread: a page that keeps its own is a failure here, not a test that never ends.
        await Task.Run(() => shown.InvokeAsync(() => shown.Instance.Answer("old"))).WaitAsync(TimeSpan.FromSeconds(60));
        shown.Instance.Content.ShouldBeNull();

        await Eventually.PassesAsync(
            () =>
            {
                page.Time.Advance(TimeSpan.FromSeconds(1));
                shown.Instance.Loads.ShouldBe(2);
                return Task.CompletedTask;
            },
            TimeSpan.FromSeconds(60));
        await shown.InvokeAsync(() => shown.Instance.Answer("new"));
        shown.Instance.Content.ShouldBe("new");

        page.Time.Advance(TimeSpan.FromHours(1));
        shown.Instance.Loads.ShouldBe(2);
    }

    private sealed class Once : LiveComponent
    {
        private TaskCompletionSource<string> _answer = new();

        public int Loads { get; private set; }

        public string? Content { get; private set; }

        protected override TimeSpan Period => Timeout.InfiniteTimeSpan;

        public void Answer(string content)
        {
            var asked = _answer;
            _answer = new();
            asked.SetResult(content);
        }

        public Task ActAsync() => DoAsync(static () => Task.CompletedTask);

        protected override async Task<Action> LoadContentAsync()
        {
            Loads++;
            var content = await _answer.Task;
            return () => Content = content;
        }
    }

    private sealed class Acting : LiveComponent
    {
        public Task ActAsync() => DoAsync(static () => throw new OperationCanceledException());

        protected override Task<Action> LoadContentAsync() => Task.FromResult<Action>(static () => { });
    }
}
