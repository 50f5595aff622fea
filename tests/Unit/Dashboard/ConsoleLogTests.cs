using Aspire.Dashboard.ConsoleLogs;
using Shouldly;
using Xunit;

namespace Platform.Unit.Dashboard;

public sealed class ConsoleLogTests
{
    [Fact]
    public void Keeps_the_newest_lines_within_both_limits()
    {
        var logs = new ResourceLogStore(TimeProvider.System, maxLines: 10, maxCharacters: 50);
        for (var number = 1; number <= 100; number++)
        {
            logs.Append("worker", number > 90 ? "0123456789" : "x");
        }

        logs.GetBacklog("worker").Select(line => line.Number).ShouldBe([96L, 97L, 98L, 99L, 100L]);
        logs.GetBacklog("nobody").ShouldBeEmpty();
    }

    [Fact]
    public void A_line_without_end_is_cut_and_the_newest_line_always_kept()
    {
        var logs = new ResourceLogStore(TimeProvider.System, maxLines: 10, maxCharacters: 50);
        logs.Append("worker", new string('x', 1_000_000));

        logs.GetBacklog("worker").Single().Text.Length.ShouldBeLessThan(ResourceLogStore.LongestLine + 20);
    }

    [Fact]
    public async Task A_reader_gets_the_backlog_then_what_follows_in_order_and_sees_a_gap_by_the_numbers()
    {
        var logs = new ResourceLogStore(TimeProvider.System, maxLines: 5);
        for (var number = 1; number <= 20; number++)
        {
            logs.Append("worker", $"{number}");
        }

        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await using var reader = logs.WatchAsync("worker", 3, end.Token).GetAsyncEnumerator(end.Token);
        (await reader.MoveNextAsync()).ShouldBeTrue();
        reader.Current.Select(line => line.Number).ShouldBe([16L, 17L, 18L, 19L, 20L]);

        var next = reader.MoveNextAsync().AsTask();
        next.IsCompleted.ShouldBeFalse();
        logs.Append("worker", "21");
        (await next).ShouldBeTrue();
        reader.Current.Single().Text.ShouldBe("21");
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("\u001b[40m\u001b[32minfo\u001b[39m\u001b[22m\u001b[49m: x", "info: x")]
    [InlineData("\u001b[38;2;1;2;3mrgb\u001b[0m", "rgb")]
    [InlineData("\u001b]0;title\u0007text", "text")]
    [InlineData("\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\", "link")]
    [InlineData("\u001b[2K\u001b[1Gdone", "done")]
    public void Escape_sequences_are_left_out_of_what_is_downloaded(string text, string plain) => AnsiText.Strip(text).ShouldBe(plain);
}
