using Platform.Contracts.Internal;
using Platform.Operations.Database;
using Platform.Operations.Incidents;
using Platform.ServiceDefaults.WarmUp;

namespace Platform.Operations.WarmUp;

/// <summary>Opens connections and reads a page of incidents once.</summary>
internal sealed class IncidentWarmUp(OperationsDatabase database, IncidentStore incidents) : IWarmUpStep
{
    /// <inheritdoc />
    public string Name => "statements";

    /// <inheritdoc />
    public string Dependency => "postgres";

    /// <inheritdoc />
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await database.OpenConnectionsAsync(cancellationToken);
        await incidents.SearchAsync(new SearchIncidentsRequest { Limit = 1 }, cancellationToken);
    }
}
