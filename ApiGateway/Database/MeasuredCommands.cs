using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Platform.ServiceDefaults.Measures;

namespace Platform.ApiGateway.Database;

/// <summary>Records the duration and the failures of all commands of the context.</summary>
internal sealed class MeasuredCommands(DatabaseMetrics metrics) : DbCommandInterceptor
{
    public override DbDataReader ReaderExecuted(DbCommand command, CommandExecutedEventData eventData, DbDataReader result)
    {
        Record(command, eventData);
        return base.ReaderExecuted(command, eventData, result);
    }

    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData)
    {
        metrics.Fail(eventData.Exception);
        base.CommandFailed(command, eventData);
    }

    public override ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        Record(command, eventData);
        return base.ReaderExecutedAsync(command, eventData, result, cancellationToken);
    }

    public override ValueTask<int> NonQueryExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        Record(command, eventData);
        return base.NonQueryExecutedAsync(command, eventData, result, cancellationToken);
    }

    public override ValueTask<object?> ScalarExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, object? result, CancellationToken cancellationToken = default)
    {
        Record(command, eventData);
        return base.ScalarExecutedAsync(command, eventData, result, cancellationToken);
    }

    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        metrics.Fail(eventData.Exception);
        return base.CommandFailedAsync(command, eventData, cancellationToken);
    }

    private void Record(DbCommand command, CommandExecutedEventData executed) => metrics.Record(TypeOf(command.CommandText), executed.Duration);

    private static QueryType TypeOf(ReadOnlySpan<char> sql)
    {
        sql = sql.TrimStart();
        return sql.StartsWith("SELECT", StringComparison.OrdinalIgnoreCase) ? QueryType.Select
            : sql.StartsWith("INSERT", StringComparison.OrdinalIgnoreCase) ? QueryType.Insert
            : sql.StartsWith("UPDATE", StringComparison.OrdinalIgnoreCase) ? QueryType.Update
            : sql.StartsWith("DELETE", StringComparison.OrdinalIgnoreCase) ? QueryType.Delete
            : QueryType.Other;
    }
}
