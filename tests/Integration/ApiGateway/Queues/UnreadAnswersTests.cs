using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Platform.Integration.Broker;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway.Queues;

/// <summary>Checks that responses to a user who does not read them are bounded, and delay nobody else.</summary>
public sealed class UnreadAnswersTests(BrokerApi api) : IClassFixture<BrokerApi>
{
    private const int Large = 1_000_000;
    private const int Batch = 8;
    private const int BoundBytes = 32 * 1024 * 1024;

    /// <summary>The number of pages of messages that are read for a user at a time; others wait.</summary>
    private const int PagesAtOnce = 4;

    [Fact]
    public async Task A_user_with_32_MiB_unread_gets_no_more_until_they_are_read_and_others_are_served()
    {
        var queue = await FillAsync(6 * Batch);
        var unread = new List<UnreadAnswer>();
        try
        {
            UnreadAnswer refused;
            while (true)
            {
                var next = await UnreadAnswer.AskAsync(api.Alice.Http, $"/queues/{queue}/messages/consume?batch_size={Batch}&visibility_timeout_seconds=600");
                if (next.Status != 200)
                {
                    refused = next;
                    break;
                }

                unread.Add(next);
                unread.Count.ShouldBeLessThanOrEqualTo(6, "the bound is not held");
            }

            await using (refused)
            {
                refused.Status.ShouldBe(429);
                refused.Head.ShouldContain("\r\nRetry-After: 1\r\n");
                unread.Count.ShouldBeGreaterThanOrEqualTo(BoundBytes / (Batch * Large + 10_000));
            }

            var beside = await FillAsync(1, api.Bob);
            (await ConsumeAsync(api.Bob, beside)).ShouldBe(HttpStatusCode.OK);
            using (var problem = await api.Alice.Http.GetAsync($"/queues/{queue}/messages/consume"))
            {
                problem.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
                problem.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
                (await Problem.ReadAsync(problem)).Code.ShouldBe("rate_limited");
            }

            await unread[0].DisposeAsync();
            await Eventually.BecomesTrueAsync(async () => await ConsumeAsync(api.Alice, queue) is HttpStatusCode.OK or HttpStatusCode.NoContent);
        }
        finally
        {
            foreach (var answer in unread)
            {
                await answer.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task Pages_sent_to_a_user_at_once_are_limited_and_others_do_not_wait()
    {
        var queue = await FillAsync(Batch);
        var beside = await FillAsync(Batch, api.Bob);
        var unread = new List<UnreadAnswer>();
        try
        {
            for (var i = 0; i < PagesAtOnce; i++)
            {
                unread.Add(await UnreadAnswer.AskAsync(api.Alice.Http, $"/queues/{queue}/messages?limit=200"));
                unread[i].Status.ShouldBe(200);
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, $"/queues/{queue}/messages?limit=1");
            var next = api.Alice.Http.SendAsync(request);
            using (var other = await api.Bob.Http.GetAsync($"/queues/{beside}/messages?limit=200"))
            {
                other.StatusCode.ShouldBe(HttpStatusCode.OK);
            }

            // Time enough for hers, had it not to wait.
            next.IsCompleted.ShouldBeFalse();

            await unread[0].DisposeAsync();
            using var answered = await next.WaitAsync(TimeSpan.FromSeconds(60));
            answered.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        finally
        {
            foreach (var answer in unread)
            {
                await answer.DisposeAsync();
            }
        }
    }

    private static async Task<HttpStatusCode> ConsumeAsync(BrokerApi.User user, string queue)
    {
        using var answer = await user.Http.GetAsync($"/queues/{queue}/messages/consume");
        return answer.StatusCode;
    }

    private async Task<string> FillAsync(int count, BrokerApi.User? owner = null)
    {
        var user = owner ?? api.Alice;
        var queue = api.NewName("unread");
        using var body = new StringContent($$"""{"name":"{{queue}}","max_message_bytes":1048576}""", Encoding.UTF8, "application/json");
        using var made = await user.Http.PostAsync("/queues", body);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var broker = new InternalBroker(api.Calls, user.Id);
        for (var i = 0; i < count; i++)
        {
            await broker.PublishAsync(queue, InternalBroker.Message($"\"{i.ToString(CultureInfo.InvariantCulture).PadLeft(Large, 'x')}\""));
        }

        return queue;
    }

    /// <summary>An answer of which nothing but the head is read, through a window so small that the rest stays with its sender.</summary>
    private sealed class UnreadAnswer : IAsyncDisposable
    {
        private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 4096 };

        public string Head { get; private set; } = "";

        public int Status => int.Parse(Head.Split(' ')[1], CultureInfo.InvariantCulture);

        public static async Task<UnreadAnswer> AskAsync(HttpClient user, string path)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            var answer = new UnreadAnswer();
            try
            {
                await answer._socket.ConnectAsync(user.BaseAddress!.Host, user.BaseAddress.Port, limit.Token);
                await answer._socket.SendAsync(
                    Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {user.BaseAddress.Authority}\r\nAuthorization: {user.DefaultRequestHeaders.Authorization}\r\n\r\n"), limit.Token);
                var buffer = new byte[1];
                var head = new StringBuilder();
                while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await answer._socket.ReceiveAsync(buffer, limit.Token) > 0)
                {
                    head.Append((char)buffer[0]);
                }

                answer.Head = head.ToString();
                return answer;
            }
            catch
            {
                await answer.DisposeAsync();
                throw;
            }
        }

        public ValueTask DisposeAsync()
        {
            _socket.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
