using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

public sealed class LimitTests(LimitTests.Fixture gateway) : IClassFixture<LimitTests.Fixture>
{
    [Fact]
    public async Task A_rate_limited_caller_gets_Retry_After_and_others_are_not_affected()
    {
        var user = await gateway.SignUpAsync();
        var other = await gateway.SignUpAsync();
        HttpResponseMessage? refused = null;
        var left = int.MaxValue;
        for (var i = 0; i < 100 && refused is null; i++)
        {
            var response = await user.Client.GetAsync("/api/v1/kinds");
            response.Headers.GetValues("RateLimit-Policy").Single().ShouldBe("\"requests\";q=20;w=4");
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                refused = response;
            }
            else
            {
                left = int.Parse(response.Headers.GetValues("RateLimit").Single().Split("r=")[1].Split(';')[0], CultureInfo.InvariantCulture);
            }
        }

        refused.ShouldNotBeNull();
        left.ShouldBeInRange(0, 5);
        (await Problem.ReadAsync(refused)).Code.ShouldBe("rate_limited");
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 4);
        refused.Headers.GetValues("RateLimit").Single().ShouldContain("r=0");

        (await other.Client.GetAsync("/api/v1/kinds")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await user.Client.PostAsJsonAsync("/api/v1/jobs/batch", new { jobs = new[] { new { kind = "probe" } } })).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.BecomesTrueAsync(async () => (await user.Client.GetAsync("/api/v1/kinds")).StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Password_attempts_are_limited_by_account()
    {
        var user = await gateway.SignUpAsync();
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/sign-in")
            {
                Content = JsonContent.Create(new { email = user.Email.ToUpperInvariant(), password = "wrong horse battery" }),
                Headers = { { "X-Visitor-Key", GatewayFixture.VisitorKey }, { "X-Visitor-Address", string.Create(CultureInfo.InvariantCulture, $"192.0.2.{i}") } },
            };
            using var response = await gateway.Anonymous.SendAsync(request);
            statuses.Add(response.StatusCode);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                response.Headers.RetryAfter.ShouldNotBeNull();
                break;
            }
        }

        statuses[^1].ShouldBe(HttpStatusCode.TooManyRequests);
        // One more is allowed each few seconds meanwhile.
        statuses.Count.ShouldBeLessThanOrEqualTo(10);
    }

    [Fact]
    public async Task Concurrent_password_attempts_delay_only_their_own_account()
    {
        const int Tries = 60;
        var user = await gateway.SignUpAsync();
        using var over = new CancellationTokenSource();
        Task[] tries = [.. Enumerable.Range(0, Tries).Select(_ => TryAsync(over.Token))];
        await Task.WhenAny(tries);

        await gateway.SignInAsync(user.Email);

        tries.Count(one => !one.IsCompleted).ShouldBeGreaterThan(Tries / 2);
        await over.CancelAsync();
        await Task.WhenAll(tries);
    }

    /// <summary>A wrong password, from an address of which nothing else comes.</summary>
    private async Task TryAsync(CancellationToken over)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/sign-in")
        {
            Content = JsonContent.Create(new { email = $"nobody-{Guid.CreateVersion7():N}@example.com", password = "wrong horse battery" }),
            Headers = { { "X-Visitor-Key", GatewayFixture.VisitorKey }, { "X-Visitor-Address", "192.0.2.200" } },
        };
        try
        {
            using var response = await gateway.Anonymous.SendAsync(request, over);
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }
        catch (OperationCanceledException)
        {
            // It has been long enough.
        }
    }

    public sealed class Fixture : GatewayFixture
    {
        protected override Dictionary<string, string> Settings => new()
        {
            ["Limits:Requests:PerSecond"] = "5",
            ["Limits:Requests:Burst"] = "20",
            ["Limits:SignIn:PerAccountPerMinute"] = "8",
        };
    }
}
