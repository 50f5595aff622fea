using Microsoft.Extensions.Logging.Abstractions;
using Platform.Contracts.Jobs;
using Platform.Frontend.Gateway;
using Platform.Frontend.Live;
using Platform.Frontend.Session;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Frontend.Live;

public sealed class JobFeedTests
{
    private const string Job = "event: job\ndata: {\"id\":\"01a1fd00-8988-7c2f-8b6b-678ed2adb173\",\"version\":7,\"state\":\"running\",\"attempt\":1,\"deleted\":false}\n\n";

    private readonly Dictionary<FeedSubscription, Queue<FeedMessage>> _read = [];

    [Fact]
    public async Task Tabs_of_a_session_share_one_stream_which_is_opened_again_when_it_breaks()
    {
        await using var gateway = await GatewayDouble.StartAsync();
        using var session = new UserSession("s", GatewayDouble.Tokens(TimeProvider.System.GetUtcNow().AddHours(1)));
        await using var feeds = FeedsOf(gateway);
        using var one = feeds.FollowAll(session);
        using var other = feeds.FollowAll(session);
        await UntilAsync(one, message => message is FeedMessage.StateChanged { State: FeedState.Live });
        await gateway.Events.Writer.WriteAsync(Job);
        foreach (var tab in (FeedSubscription[])[one, other])
        {
            var change = await UntilAsync(tab, message => message is FeedMessage.JobChanged);
            change.ShouldBeOfType<FeedMessage.JobChanged>().Event.State.ShouldBe(JobState.Running);
        }

        gateway.Streams.ShouldBe(1);

        await gateway.Events.Writer.WriteAsync(null);
        await UntilAsync(one, message => message is FeedMessage.StateChanged { State: FeedState.Polling });
        await UntilAsync(one, message => message is FeedMessage.StateChanged { State: FeedState.Live });

        // Only who was subscribed before the stream was open is asked to: others read what there is by themselves.
        await UntilAsync(one, message => message is FeedMessage.ReadAgain);
        gateway.Streams.ShouldBe(2);
    }

    [Fact]
    public async Task A_refused_token_is_renewed_and_the_end_of_the_session_is_reported()
    {
        await using var gateway = await GatewayDouble.StartAsync();
        gateway.Accepted = "access-1";
        using var session = new UserSession("s", GatewayDouble.Tokens(TimeProvider.System.GetUtcNow().AddHours(1)));
        await using var feeds = FeedsOf(gateway);
        using var tab = feeds.FollowAll(session);
        await UntilAsync(tab, message => message is FeedMessage.StateChanged { State: FeedState.Live });
        gateway.Refreshed.Count.ShouldBe(1);

        gateway.RefusesRefresh = true;
        gateway.Accepted = "something else";
        await gateway.Events.Writer.WriteAsync(null);
        await UntilAsync(tab, message => message is FeedMessage.StateChanged { State: FeedState.Ended });
        session.HasEnded.ShouldBeTrue();
    }

    [Fact]
    public async Task A_slow_page_drops_old_messages_and_is_asked_to_reload()
    {
        using var slow = new FeedSubscription(_ => { });
        for (var i = 0; i < 600; i++)
        {
            slow.Post(new FeedMessage.StateChanged(FeedState.Live));
        }

        var batch = await slow.ReadAsync(CancellationToken.None);
        batch.Count.ShouldBe(513);
        batch[^1].ShouldBeOfType<FeedMessage.ReadAgain>();
    }

    [Fact]
    public async Task The_stream_ends_with_its_last_page()
    {
        await using var gateway = await GatewayDouble.StartAsync();
        using var session = new UserSession("s", GatewayDouble.Tokens(TimeProvider.System.GetUtcNow().AddHours(1)));
        await using var feeds = FeedsOf(gateway);
        var tab = feeds.FollowAll(session);
        await UntilAsync(tab, message => message is FeedMessage.StateChanged { State: FeedState.Live });
        tab.Dispose();
        using var next = feeds.FollowAll(session);
        await UntilAsync(next, message => message is FeedMessage.StateChanged { State: FeedState.Live });
        await Eventually.BecomesTrueAsync(() => gateway.Streams == 2);
    }

    private static JobFeeds FeedsOf(GatewayDouble gateway) => new(
        gateway.Http,
        new TokenRenewal(new AccountApi(gateway.Http), TimeProvider.System, NullLogger<TokenRenewal>.Instance),
        TimeProvider.System,
        NullLoggerFactory.Instance);

    private async Task<FeedMessage> UntilAsync(FeedSubscription subscription, Func<FeedMessage, bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        if (!_read.TryGetValue(subscription, out var messages))
        {
            _read.Add(subscription, messages = new());
        }

        while (true)
        {
            while (messages.TryDequeue(out var message))
            {
                if (condition(message))
                {
                    return message;
                }
            }

            foreach (var message in await subscription.ReadAsync(limit.Token))
            {
                messages.Enqueue(message);
            }
        }
    }
}
