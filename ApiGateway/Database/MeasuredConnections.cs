using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Platform.ServiceDefaults.Measures;

namespace Platform.ApiGateway.Database;

/// <summary>Counts failures of the context to get a connection.</summary>
internal sealed class MeasuredConnections(DatabaseMetrics metrics) : DbConnectionInterceptor
{
    public override Task ConnectionFailedAsync(DbConnection connection, ConnectionErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        metrics.Fail(eventData.Exception);
        return base.ConnectionFailedAsync(connection, eventData, cancellationToken);
    }
}
