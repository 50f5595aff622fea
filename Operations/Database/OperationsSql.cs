using Platform.Contracts.Internal;
using Platform.Operations.States;
using Platform.ServiceDefaults.Database;

namespace Platform.Operations.Database;

/// <summary>Provides the SQL statements of the service.</summary>
internal static class OperationsSql
{
    /// <summary>The statements, which may name states and severities of incidents, what happened to them, what is told of them and to the public, and locks.</summary>
    public static SqlFiles Files { get; } = new(
        typeof(OperationsSql).Assembly, typeof(IncidentPhase), typeof(IncidentPriority), typeof(IncidentEventKind), typeof(NewsKind), typeof(DeliveryOutcome), typeof(DeploymentOutcome),
        typeof(StatusStage), typeof(StatusLevel), typeof(OperationsLock));
}
