using System.Net;
using Bunit;
using Platform.Frontend.Account;
using Platform.Frontend.Jobs;
using Platform.Frontend.Live;
using Platform.Frontend.Queues;
using Platform.Frontend.Wording;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Live;

/// <summary>Checks that nothing is requested while the page is hidden, and less and less while requests fail.</summary>
public sealed class PresenceTests
{
    private const string Queues = "/api/v1/queues";

    [Fact]
    public async Task A_disconnected_page_stops_loading_and_loads_at_once_after_reconnecting()
    {
        await using var page = new PageContext();
        page.Gateway.Says(Queues, "[]");
        page.Render<QueueListPage>();
        await page.PassUntilAsync(() => page.Gateway.CountOf(Queues) >= 3, TimeSpan.FromSeconds(2));

        page.Presence.Connected(false);
        await page.Renderer.Dispatcher.InvokeAsync(() => { });
        var before = page.Gateway.CountOf(Queues);
        page.Time.Advance(TimeSpan.FromHours(1));
        await page.Renderer.Dispatcher.InvokeAsync(() => { });
        page.Presence.Connected(true);
        await page.PassUntilAsync(() => page.Gateway.CountOf(Queues) > before, TimeSpan.Zero);
        page.Gateway.CountOf(Queues).ShouldBe(before + 1, "one look, by the clock of the return");
        await page.PassUntilAsync(() => page.Gateway.CountOf(Queues) >= before + 3, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_hidden_tab_stops_loading_after_a_while()
    {
        await using var page = new PageContext();
        page.Gateway.Says(Queues, "[]");
        page.Render<QueueListPage>();
        page.Presence.Shown(false);
        page.Presence.Visibility.IsOpen.ShouldBeTrue();
        page.Time.Advance(Presence.Grace - TimeSpan.FromSeconds(1));
        page.Presence.Shown(true);
        page.Time.Advance(TimeSpan.FromSeconds(5));
        page.Presence.Visibility.IsOpen.ShouldBeTrue("it was back before the moment was over");

        page.Presence.Shown(false);
        page.Time.Advance(Presence.Grace);
        page.Presence.Visibility.IsOpen.ShouldBeFalse();
        page.Presence.Connection.IsOpen.ShouldBeTrue("what was asked for is done all the same");
        var before = page.Gateway.CountOf(Queues);
        page.Time.Advance(TimeSpan.FromHours(1));
        page.Presence.Connected(false);
        page.Presence.Connected(true);
        page.Presence.Visibility.IsOpen.ShouldBeFalse("a connection that comes back behind another tab is not seen");
        page.Presence.Shown(true);
        await page.PassUntilAsync(() => page.Gateway.CountOf(Queues) > before, TimeSpan.Zero);
        page.Gateway.CountOf(Queues).ShouldBe(before + 1);
    }

    [Fact]
    public async Task The_stream_of_a_hidden_page_is_closed_and_reopened_with_a_reload()
    {
        await using var page = new PageContext();
        using var stream = new SilentStream();
        page.Gateway.Says("/api/v1/jobs", LoadingPart.Page(""));
        page.Gateway.Streams("/api/v1/jobs/events", stream);
        var shown = page.Render<JobListPage>();
        await page.PassUntilAsync(() => shown.FindAll(".live.on").Count == 1, TimeSpan.FromMilliseconds(300));

        page.Presence.Connected(false);
        await stream.Closed.WaitAsync(TimeSpan.FromMinutes(1));
        var before = page.Gateway.CountOf("/api/v1/jobs");
        page.Time.Advance(TimeSpan.FromHours(1));

        using var another = new SilentStream();
        page.Gateway.Streams("/api/v1/jobs/events", another);
        page.Presence.Connected(true);
        await shown.WaitForAssertionAsync(() => page.Gateway.CountOf("/api/v1/jobs").ShouldBeGreaterThan(before));
        await shown.WaitForAssertionAsync(() => page.Gateway.CountOf("/api/v1/jobs/events").ShouldBe(2));
    }

    [Fact]
    public async Task A_failing_page_backs_off_and_shows_it()
    {
        await using var page = new PageContext();
        page.Gateway.Says(Queues, HttpStatusCode.ServiceUnavailable, "{}");
        var shown = page.Render<QueueListPage>();
        await shown.WaitForAssertionAsync(() => shown.Find(".tries-again").TextContent.ShouldBeOneOf(Phrase.Format(Words.TriesAgainIn, "4 s"), Phrase.Format(Words.TriesAgainIn, "5 s")));
        shown.Find(".live").ClassList.ShouldContain("stale");

        // 4, 8, 16, 16 seconds, each a tenth more or less, and seen half a second late at most.
        var moments = new List<DateTimeOffset> { page.Time.GetUtcNow() };
        foreach (var (index, seconds) in ((int[])[4, 8, 16, 16]).Index())
        {
            var wanted = index + 2;
            var about = TimeSpan.FromSeconds(seconds);

            // Most of it at once, as soon as it is waited for; the rest in steps.
            await Eventually.BecomesTrueAsync(() => page.Time.IsAwaited(about * 0.89, about * 1.11));
            page.Time.Advance(about * 0.85);
            await page.PassUntilAsync(() => page.Gateway.CountOf(Queues) >= wanted, TimeSpan.FromSeconds(0.5));
            moments.Add(page.Time.GetUtcNow());
        }

        var waits = moments.Zip(moments.Skip(1), (one, next) => (next - one).TotalSeconds).ToArray();
        waits[0].ShouldBeInRange(3.1, 5);
        waits[1].ShouldBeInRange(6.7, 9.4);
        waits[2].ShouldBeInRange(13.9, 18.2);
        waits[3].ShouldBeInRange(13.9, 18.2);

        page.Gateway.Says(Queues, "[]");
        await shown.InvokeAsync(() => shown.Find(".trouble button").Click());
        await shown.WaitForAssertionAsync(() => shown.FindAll(".trouble").ShouldBeEmpty());
        var before = page.Gateway.CountOf(Queues);
        await page.PassUntilAsync(() => page.Gateway.CountOf(Queues) > before, TimeSpan.FromSeconds(2));
        shown.Find(".live").ClassList.ShouldContain("on");
    }

    [Fact]
    public async Task A_part_loaded_once_retries_by_itself_only_after_temporary_errors()
    {
        const string keys = "/api/v1/api-keys";
        await using var page = new PageContext();
        page.Gateway.Says(keys, HttpStatusCode.TooManyRequests, "{}", retryAfterSeconds: 30);
        var shown = page.Render<ApiKeysPanel>();
        await shown.WaitForAssertionAsync(() => shown.Find(".tries-again").TextContent.ShouldBe(Phrase.Format(Words.TriesAgainIn, "30 s")));
        page.Time.Advance(TimeSpan.FromSeconds(29));
        page.Gateway.Says(keys, HttpStatusCode.Forbidden, "{}");
        page.Gateway.CountOf(keys).ShouldBe(1, "it was told to wait for 30 s");
        await page.PassUntilAsync(() => page.Gateway.CountOf(keys) == 2, TimeSpan.FromSeconds(1));
        await shown.WaitForAssertionAsync(() => shown.Find(".trouble [role=alert]").TextContent.ShouldContain(Words.ForbiddenTitle));
        shown.FindAll(".tries-again").ShouldBeEmpty();
        page.Time.Advance(TimeSpan.FromHours(1));
        page.Presence.Connected(false);
        page.Presence.Connected(true);
        await shown.InvokeAsync(() => { });
        page.Gateway.CountOf(keys).ShouldBe(2);
    }

    /// <summary>A stream that says nothing until it is closed.</summary>
    private sealed class SilentStream : Stream
    {
        private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Closed => _closed.Task;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _closed.Task.WaitAsync(cancellationToken);
            return 0;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _closed.TrySetResult();
            base.Dispose(disposing);
        }
    }
}
