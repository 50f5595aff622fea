using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Platform.Contracts.Internal;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Integration.Operations.Deployments;

/// <summary>Deployments in a real database: what is one, and how it went.</summary>
public sealed class DeploymentTests(OperationsFixture fixture) : IClassFixture<OperationsFixture>
{
    private DeploymentService.DeploymentServiceClient Client => new(fixture.Calls);

    [Fact]
    public async Task A_repeated_report_is_the_same_deployment_and_adds_what_was_not_known()
    {
        var first = await RecordAsync("repeated", "1.0");
        first.IsNew.ShouldBeTrue();
        var again = await Client.RecordAsync(new RecordDeploymentRequest { Service = "repeated", Version = "1.0", Who = "pipeline", Commit = "abc123" });

        again.IsNew.ShouldBeFalse();
        again.Deployment.Number.ShouldBe(first.Deployment.Number);
        again.Deployment.Commit.ShouldBe("abc123");
        again.Deployment.Who.ShouldBe("ada");
    }

    [Fact]
    public async Task Reports_at_the_same_time_are_one_deployment()
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => RecordAsync("crowd", "1.0")));

        replies.Count(reply => reply.IsNew).ShouldBe(1);
        replies.Select(reply => reply.Deployment.Number).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_version_before_takes_a_deployment_back()
    {
        var start = TimeProvider.System.GetUtcNow().AddMinutes(-10);
        await RecordAsync("returning", "1.0", start);
        await RecordAsync("returning", "1.1", start.AddMinutes(2));
        await RecordAsync("returning", "1.0", start.AddMinutes(5));

        (await ListAsync("returning")).Select(deployment => (deployment.Version, deployment.Outcome)).ShouldBe(
            [("1.0", DeploymentOutcome.Watched), ("1.1", DeploymentOutcome.RolledBack), ("1.0", DeploymentOutcome.Watched)]);
    }

    [Fact]
    public async Task A_late_report_of_an_older_version_is_refused_and_a_known_one_repeated()
    {
        var start = TimeProvider.System.GetUtcNow().AddMinutes(-10);
        await RecordAsync("late", "1.0", start);
        await RecordAsync("late", "1.1", start.AddMinutes(2));

        (await RecordAsync("late", "1.0", start)).IsNew.ShouldBeFalse();
        var refused = await Should.ThrowAsync<RpcException>(() => RecordAsync("late", "0.9", start.AddMinutes(1)));
        refused.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        (await ListAsync("late")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_urgent_alert_of_the_service_fails_its_gate_and_time_lets_others_pass()
    {
        await fixture.ScalarAsync<object>(
            """
            WITH i AS (
                INSERT INTO operations.incidents (id, detected_at, updated_at, state, severity, service, title)
                VALUES (gen_random_uuid(), now(), now(), 1, 1, 'alerted', 'It is down') RETURNING id)
            INSERT INTO operations.alerts (fingerprint, starts_at, incident_id, received_at, severity, service, name, labels, annotations)
            SELECT 'ab', now() - interval '15 minutes', id, now(), 1, 'alerted', 'ServiceDown', '{}'::jsonb, '{}'::jsonb FROM i RETURNING 1
            """);
        var now = TimeProvider.System.GetUtcNow();
        await RecordAsync("alerted", "1.0", now.AddMinutes(-20));
        await RecordAsync("calm", "1.0", now.AddMinutes(-20));
        await RecordAsync("young", "1.0", now.AddMinutes(-10));

        await Eventually.PassesAsync(async () =>
        {
            (await OutcomeAsync("alerted")).ShouldBe(DeploymentOutcome.GateFailed);
            (await OutcomeAsync("calm")).ShouldBe(DeploymentOutcome.Succeeded);
        });
        (await OutcomeAsync("young")).ShouldBe(DeploymentOutcome.Watched);

        var reply = await Client.SearchAsync(new SearchDeploymentsRequest { Limit = 1 });
        reply.Decided.ShouldBeGreaterThanOrEqualTo(2);
        reply.Failed.ShouldBeInRange(1, reply.Decided - 1);
    }

    [Fact]
    public async Task A_reported_failure_fails_the_gate()
    {
        await RecordAsync("checked", "1.0");
        var failed = await Client.RecordAsync(new RecordDeploymentRequest { Service = "checked", Version = "1.0", Who = "pipeline", Failed = true });

        failed.IsNew.ShouldBeFalse();
        failed.Deployment.Outcome.ShouldBe(DeploymentOutcome.GateFailed);
        failed.Deployment.DecidedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task Pages_hold_every_deployment_once()
    {
        var start = TimeProvider.System.GetUtcNow().AddHours(-5);
        for (var i = 0; i < 7; i++)
        {
            await RecordAsync("paged", $"1.{i}", start.AddMinutes(20 * i));
        }

        var seen = new List<string>();
        long? before = null;
        do
        {
            var search = new SearchDeploymentsRequest { Service = "paged", Limit = 3 };
            if (before is { } number)
            {
                search.Before = number;
            }

            var page = await Client.SearchAsync(search);
            page.Deployments.Count.ShouldBeLessThanOrEqualTo(3);
            seen.AddRange(page.Deployments.Select(deployment => deployment.Version));
            before = page.HasNext ? page.Next : null;
        }
        while (before is not null);
        seen.ShouldBe(["1.6", "1.5", "1.4", "1.3", "1.2", "1.1", "1.0"]);
    }

    [Theory]
    [InlineData("", "1.0", "ada")]
    [InlineData("service", "", "ada")]
    [InlineData("service", "1.0", "")]
    public async Task Missing_texts_are_refused(string service, string version, string who) =>
        (await Should.ThrowAsync<RpcException>(async () => await Client.RecordAsync(new RecordDeploymentRequest { Service = service, Version = version, Who = who })))
            .StatusCode.ShouldBe(StatusCode.InvalidArgument);

    private async Task<DeploymentOutcome> OutcomeAsync(string service) => (await ListAsync(service))[0].Outcome;

    private async Task<IReadOnlyList<DeploymentRecord>> ListAsync(string service) =>
        (await Client.SearchAsync(new SearchDeploymentsRequest { Service = service, Limit = 50 })).Deployments;

    private async Task<RecordDeploymentReply> RecordAsync(string service, string version, DateTimeOffset? at = null)
    {
        var request = new RecordDeploymentRequest { Service = service, Version = version, Who = "ada" };
        if (at is { } moment)
        {
            request.StartedAt = Timestamp.FromDateTimeOffset(moment);
        }

        return await Client.RecordAsync(request);
    }
}
