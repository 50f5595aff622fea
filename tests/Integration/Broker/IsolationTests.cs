using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Platform.ServiceDefaults.Resilience;
using Shouldly;
using Xunit;

namespace Platform.Integration.Broker;

/// <summary>A user who sends only invalid requests gets errors, and other users are not affected.</summary>
[Collection(BrokerApiCollection.Name)]
public sealed class IsolationTests(BrokerApi api)
{
    private static readonly string s_deep = new string('[', 62) + new string(']', 62);

    // {queue} is a queue of the user who sends invalid requests.
    private static readonly (string Method, string Path, string? Body)[] s_bad =
    [
        ("GET", "/api/v1/jobs?created_before=9999-12-31T23:59:59Z", null),
        ("GET", "/api/v1/jobs?created_before=9999-12-30T00:00:00Z", null),
        ("GET", "/api/v1/jobs?created_after=0001-01-01T00:00:00Z", null),
        ("GET", "/api/v1/jobs?created_after=1969-12-31T00:00:00Z", null),
        ("GET", "/api/v1/jobs?q=%00", null),
        ("GET", "/api/v1/jobs?q=%ED%A0%80", null),
        ("GET", "/api/v1/jobs?tag=%00", null),
        ("GET", "/api/v1/jobs?limit=99999999999999999999", null),
        ("GET", "/api/v1/jobs/00000000-0000-0000-0000-000000000000/log?after=9223372036854775807", null),
        ("GET", "/api/v1/jobs/00000000-0000-0000-0000-000000000000/log?after=-9223372036854775808", null),
        ("POST", "/api/v1/jobs", """{"kind":"probe","title":"a\u0000b"}"""),
        ("POST", "/api/v1/jobs", """{"kind":"probe","title":"\ud800"}"""),
        ("POST", "/api/v1/jobs", """{"kind":"probe","tags":["\u0000"]}"""),
        ("POST", "/api/v1/jobs", """{"kind":"probe","input":{"a":"\ud800"}}"""),
        ("POST", "/api/v1/jobs", """{"kind":"probe","input":{"fail":"a\u0000b"}}"""),
        ("POST", "/api/v1/jobs", """{"kind":"probe","start_at":"9999-12-31T23:59:59.9999999Z"}"""),
        ("POST", "/api/v1/jobs", """{"kind":"probe","timeout_seconds":1e999}"""),
        ("POST", "/api/v1/jobs", """{"kind":"probe","input":{"a":{deep}}}"""),
        ("POST", "/api/v1/jobs/batch", """{"jobs":[{"kind":"probe","title":"\udc00"},{"kind":"probe"}]}"""),
        ("POST", "/api/v1/jobs/bulk", """{"action":"cancel","filter":{"created_before":"9999-12-31T23:59:59Z"}}"""),
        ("POST", "/api/v1/jobs/bulk", """{"action":"cancel","filter":{"q":"\ud800"}}"""),
        ("POST", "/api/v1/jobs/bulk", """{"action":"cancel","all":true,"cursor":"\u0000"}"""),
        ("POST", "/queues", """{"name":"a\u0000"}"""),
        ("POST", "/queues", """{"name":"fine-name","description":"\ud800"}"""),
        ("GET", "/queues?after=%00&q=%00", null),
        ("GET", "/queues/%00", null),
        ("POST", "/queues/{queue}/messages", """{"content":"\ud800"}"""),
        ("POST", "/queues/{queue}/messages", """{"content":{deep}}"""),
        ("POST", "/queues/{queue}/messages", """{"content":1,"group":"\u0000"}"""),
        ("POST", "/queues/{queue}/messages", """{"content":1,"deduplication_id":"\ud800"}"""),
        ("POST", "/queues/{queue}/messages", """{"content":1,"headers":{"a":"\ud800"}}"""),
        ("POST", "/queues/{queue}/messages", """{"content":1,"priority":1e999}"""),
        ("GET", "/queues/{queue}/messages?before=9223372036854775808", null),
        ("GET", "/queues/{queue}/messages/consume?batch_size=99999999999", null),
        ("GET", "/queues/{queue}/dead-letters?reason=%00", null),
        ("GET", "/queues/{queue}/dead-letters?failed_before=9999-12-31T23:59:59Z&failed_after=0001-01-01T00:00:00Z", null),
        ("POST", "/queues/{queue}/dead-letters/replay", """{"filter":{"reason":"\u0000","group":"\ud800"}}"""),
        ("POST", "/queues/{queue}/dead-letters/purge", """{"ids":[9223372036854775807,-1]}"""),
        ("POST", "/messages/9223372036854775807/ack", """{"receipt":"\u0000"}"""),
        ("POST", "/messages/99999999999999999999/ack", null),
        ("POST", "/messages/1/nack", """{"reason":"\ud800"}"""),
        ("GET", "/messages/9223372036854775807", null),
        ("POST", "/graphql", """{"query":"query($n: String!) { queue_by_name(name: $n) { name } }","variables":{"n":"\u0000"}}"""),
        ("POST", "/graphql", """{"query":"{ message_by_id(id: 9007199254740991) { id } }"}"""),
        ("POST", "/graphql", """{"query":"{ all_queues(after: \"\\u0000\", name_contains: \"\\ud800\") { name } }"}"""),
    ];

    [Fact]
    public async Task Bad_requests_of_one_user_do_not_fail_requests_of_another()
    {
        var badQueue = await QueueAsync(api.Alice.Http);
        var goodQueue = await QueueAsync(api.Bob.Http);
        using var over = new CancellationTokenSource();
        var rounds = 0;
        Task<int>[] good = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() => GoodAsync(goodQueue, () => Interlocked.Increment(ref rounds), over.Token)))];

        // Many more than a circuit breaker needs to open, and concurrent, so that they share groups with valid calls.
        var answers = new System.Collections.Concurrent.ConcurrentBag<string>();
        IEnumerable<(string Method, string Path, string? Body)> UntilOthersWereServed()
        {
            for (var i = 0; i < 3 || (Volatile.Read(ref rounds) <= 10 && !good.Any(task => task.IsCompleted)); i++)
            {
                foreach (var bad in s_bad)
                {
                    yield return bad;
                }
            }
        }

        await Parallel.ForEachAsync(UntilOthersWereServed(), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (bad, token) =>
        {
            using var request = new HttpRequestMessage(new HttpMethod(bad.Method), bad.Path.Replace("{queue}", badQueue, StringComparison.Ordinal));
            if (bad.Body is { } body)
            {
                request.Content = new StringContent(body.Replace("{deep}", s_deep, StringComparison.Ordinal), Encoding.UTF8, "application/json");
            }

            using var answer = await api.Alice.Http.SendAsync(request, token);
            if ((int)answer.StatusCode >= 500)
            {
                answers.Add($"{bad.Method} {bad.Path} {bad.Body} → {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(token)}");
            }
        });
        await over.CancelAsync();
        var done = await Task.WhenAll(good);
        answers.ShouldBeEmpty();
        done.Sum().ShouldBeGreaterThan(10);
        foreach (var dependency in (string[])["postgres", "redis", "job-manager", "broker"])
        {
            api.Gateway.GetRequiredService<DependencyPipelines>().IsAvailable(dependency).ShouldBeTrue(dependency);
        }

        foreach (var dependency in (string[])["postgres", "redis"])
        {
            api.Services.GetRequiredService<DependencyPipelines>().IsAvailable(dependency).ShouldBeTrue(dependency);
        }

        foreach (var dependency in (string[])["postgres", "redis", "rabbitmq"])
        {
            api.Jobs.GetRequiredService<DependencyPipelines>().IsAvailable(dependency).ShouldBeTrue(dependency);
        }
    }

    private async Task<int> GoodAsync(string queue, Action served, CancellationToken over)
    {
        var http = api.Bob.Http;
        var rounds = 0;
        for (; !over.IsCancellationRequested; rounds++)
        {
            (await PostAsync(http, "/api/v1/jobs", """{"kind":"probe","title":"fine"}""")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
            (await http.GetAsync("/api/v1/jobs?q=fine&limit=5", CancellationToken.None)).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await PostAsync(http, $"/queues/{queue}/messages", """{"content":{"fine":true}}""")).StatusCode.ShouldBe(HttpStatusCode.Created);
            using var consumed = await http.GetAsync($"/queues/{queue}/messages/consume?wait_seconds=20", CancellationToken.None);
            consumed.StatusCode.ShouldBe(HttpStatusCode.OK);
            var id = JsonElement.Parse(await consumed.Content.ReadAsStringAsync(CancellationToken.None)).GetProperty("messages")[0].GetProperty("id").GetInt64();
            (await http.PostAsync($"/messages/{id}/ack", null, CancellationToken.None)).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await http.GetAsync($"/queues/{queue}/messages?limit=5", CancellationToken.None)).StatusCode.ShouldBe(HttpStatusCode.OK);
            served();
        }

        return rounds;
    }

    private async Task<string> QueueAsync(HttpClient http)
    {
        var queue = api.NewName("iso");
        (await PostAsync(http, "/queues", $$"""{"name":"{{queue}}"}""")).StatusCode.ShouldBe(HttpStatusCode.Created);
        return queue;
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, string path, string body) =>
        http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
}
