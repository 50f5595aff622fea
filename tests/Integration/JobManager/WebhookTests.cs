using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Platform.Contracts.Internal;
using Platform.Contracts.Jobs;
using Platform.Testkit.Hosting;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.JobManager;

[Collection(JobManagerCollection.Name)]
public sealed class WebhookTests(JobManagerFixture jobs)
{
    private const string Secret = "a-secret-of-the-owner";

    [Fact]
    public async Task A_webhook_is_signed_and_retried_until_it_is_accepted()
    {
        var received = new ConcurrentQueue<(Dictionary<string, string> Headers, string Body)>();
        await using var receiver = await LocalWebApp.StartAsync(app => app.MapPost("/hook", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            received.Enqueue((request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), await reader.ReadToEndAsync()));
            return received.Count < 3 ? Results.StatusCode(500) : Results.NoContent();
        }));
        await using var worker = await FakeWorker.StartAsync(jobs.RabbitMq);
        var job = jobs.NewJob() with { Webhook = new WebhookTarget { Url = new Uri(receiver.Address, "/hook").ToString(), Secret = Secret }, Title = "Told" };
        await jobs.SubmitAsync(job);
        await worker.EndAsync(await worker.AssignedAsync(job.Id));

        var deliveries = await DeliveriesAsync(job.Id, 3);
        deliveries.Select(d => (d.Event, d.Attempt, d.StatusCode)).ShouldBe([("job.succeeded", 1, 500), ("job.succeeded", 2, 500), ("job.succeeded", 3, 204)]);
        deliveries[0].NextAttemptAt.ShouldNotBeNull();
        deliveries[^1].NextAttemptAt.ShouldBeNull();
        received.Select(r => r.Headers["webhook-id"]).Distinct().ShouldHaveSingleItem();
        foreach (var (headers, body) in received)
        {
            var signed = Encoding.UTF8.GetBytes($"{headers["webhook-id"]}.{headers["webhook-timestamp"]}.{body}");
            headers["webhook-signature"].ShouldBe("v1," + Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signed)));
            var data = JsonElement.Parse(body).GetProperty("data");
            data.GetProperty("id").GetGuid().ShouldBe(job.Id);
            data.GetProperty("state").GetString().ShouldBe("succeeded");
            data.GetProperty("title").GetString().ShouldBe("Told");
        }
    }

    [Fact]
    public async Task A_webhook_that_is_never_accepted_is_abandoned()
    {
        await using var receiver = await LocalWebApp.StartAsync(app => app.MapPost("/hook", () => Results.StatusCode(503)));
        var job = jobs.NewJob() with
        {
            StartAt = TimeProvider.System.GetUtcNow().AddDays(1),
            Webhook = new WebhookTarget { Url = new Uri(receiver.Address, "/hook").ToString(), Secret = Secret },
        };
        await jobs.SubmitAsync(job);
        (await jobs.ActAsync(job.Id, JobAction.Cancel)).EnsureSuccess();
        var deliveries = await DeliveriesAsync(job.Id, 3);
        deliveries.ShouldAllBe(d => d.Event == "job.cancelled" && d.StatusCode == 503);
        deliveries[^1].NextAttemptAt.ShouldBeNull();
        (await jobs.ScalarAsync<long>("SELECT count(*) FROM jobs.webhooks WHERE job_id = $1", job.Id)).ShouldBe(0);
    }

    [Theory]
    [InlineData("http://localhost:{port}/hook")]
    [InlineData("http://[::1]:{port}/hook")]
    [InlineData("http://127.0.0.2:{port}/hook")]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("http://10.0.0.1/")]
    public async Task Private_addresses_are_never_called(string url)
    {
        var asked = 0;
        await using var receiver = await LocalWebApp.StartAsync(app => app.MapPost("/hook", () => Interlocked.Increment(ref asked)));
        var job = jobs.NewJob() with
        {
            StartAt = TimeProvider.System.GetUtcNow().AddDays(1),
            Webhook = new WebhookTarget
            {
                Url = url.Replace("{port}", receiver.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal),
                Secret = Secret,
            },
        };
        await jobs.SubmitAsync(job);
        (await jobs.ActAsync(job.Id, JobAction.Cancel)).EnsureSuccess();
        var deliveries = await DeliveriesAsync(job.Id, 1);
        deliveries[0].StatusCode.ShouldBeNull();
        deliveries[0].Error!.ShouldContain("public address");
        asked.ShouldBe(0);
    }

    [Fact]
    public async Task Redirects_are_not_followed()
    {
        var asked = 0;
        await using var receiver = await LocalWebApp.StartAsync(app =>
        {
            app.MapPost("/hook", () => Results.Redirect("/other", permanent: false, preserveMethod: true));
            app.MapPost("/other", () => Interlocked.Increment(ref asked));
        });
        var job = jobs.NewJob() with
        {
            StartAt = TimeProvider.System.GetUtcNow().AddDays(1),
            Webhook = new WebhookTarget { Url = new Uri(receiver.Address, "/hook").ToString(), Secret = Secret },
        };
        await jobs.SubmitAsync(job);
        (await jobs.ActAsync(job.Id, JobAction.Cancel)).EnsureSuccess();
        (await DeliveriesAsync(job.Id, 1))[0].StatusCode.ShouldBe(307);
        asked.ShouldBe(0);
    }

    private Task<IReadOnlyList<WebhookDelivery>> DeliveriesAsync(Guid job, int count) => Eventually.GetAsync(async () =>
    {
        var deliveries = await jobs.DeliveriesAsync(job);
        return deliveries.Count >= count ? deliveries : null;
    });
}
