using Platform.Contracts.Internal;

namespace Platform.Operations.Deployments;

/// <summary>Says what it means that a service runs a version.</summary>
/// <param name="IsNew">Whether it is another deployment than the latest one.</param>
/// <param name="Outcome">The outcome of the deployment of that version.</param>
/// <param name="IsRollback">Whether it takes the latest deployment back.</param>
internal readonly record struct DeploymentRules(bool IsNew, DeploymentOutcome Outcome, bool IsRollback)
{
    /// <summary>How long a deployment is watched.</summary>
    public static readonly TimeSpan Watch = TimeSpan.FromMinutes(15);

    /// <summary>Decides. A service that starts again, or another replica of it, is no deployment.</summary>
    /// <param name="latest">The latest deployment of the service; null if there is none.</param>
    /// <param name="before">The one before it; null if there is none.</param>
    /// <param name="version">The version that runs.</param>
    /// <param name="at">When it began to run, not before the latest deployment.</param>
    /// <param name="failed">Whether checks of it failed.</param>
    public static DeploymentRules Decide(DeploymentRecord? latest, DeploymentRecord? before, string version, DateTimeOffset at, bool failed)
    {
        if (latest?.Version == version)
        {
            return new DeploymentRules(IsNew: false, failed && latest.Outcome == DeploymentOutcome.Watched ? DeploymentOutcome.GateFailed : latest.Outcome, IsRollback: false);
        }

        var takesBack = latest is { Outcome: DeploymentOutcome.Watched } && before?.Version == version && at - latest.StartedAt.ToDateTimeOffset() <= Watch;
        return new DeploymentRules(IsNew: true, failed ? DeploymentOutcome.GateFailed : DeploymentOutcome.Watched, takesBack);
    }
}
