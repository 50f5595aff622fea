using Google.Protobuf.WellKnownTypes;
using Platform.Contracts.Internal;
using Platform.Operations.Deployments;
using Shouldly;
using Xunit;

namespace Platform.Unit.Operations.Deployments;

public sealed class DeploymentRulesTests
{
    private static readonly DateTimeOffset s_at = new(2026, 12, 1, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_first_version_is_a_deployment() =>
        DeploymentRules.Decide(null, null, "1.0", s_at, failed: false).ShouldBe(new DeploymentRules(true, DeploymentOutcome.Watched, false));

    [Theory]
    [InlineData(DeploymentOutcome.Watched, false, DeploymentOutcome.Watched)]
    [InlineData(DeploymentOutcome.Watched, true, DeploymentOutcome.GateFailed)]
    [InlineData(DeploymentOutcome.Succeeded, true, DeploymentOutcome.Succeeded)]
    [InlineData(DeploymentOutcome.RolledBack, false, DeploymentOutcome.RolledBack)]
    public void The_same_version_again_is_no_deployment_and_may_only_fail_while_it_is_watched(DeploymentOutcome was, bool failed, DeploymentOutcome becomes) =>
        DeploymentRules.Decide(Of("1.0", was), null, "1.0", s_at.AddMinutes(1), failed).ShouldBe(new DeploymentRules(false, becomes, false));

    [Theory]
    [InlineData(14, DeploymentOutcome.Watched, "1.0", true)]
    [InlineData(15, DeploymentOutcome.Watched, "1.0", true)]
    [InlineData(16, DeploymentOutcome.Watched, "1.0", false)]
    [InlineData(5, DeploymentOutcome.GateFailed, "1.0", false)]
    [InlineData(5, DeploymentOutcome.Watched, "1.2", false)]
    public void The_version_before_within_a_quarter_of_an_hour_is_a_rollback(int minutes, DeploymentOutcome outcome, string version, bool isRollback) =>
        DeploymentRules.Decide(Of("1.1", outcome), Of("1.0", DeploymentOutcome.Succeeded), version, s_at.AddMinutes(minutes), failed: false)
            .ShouldBe(new DeploymentRules(true, DeploymentOutcome.Watched, isRollback));

    private static DeploymentRecord Of(string version, DeploymentOutcome outcome) =>
        new() { Version = version, Outcome = outcome, StartedAt = Timestamp.FromDateTimeOffset(s_at) };
}
