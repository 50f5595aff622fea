using Microsoft.Extensions.Options;
using Npgsql;
using Platform.Operations.Database;
using Platform.ServiceDefaults.Loops;

namespace Platform.Operations.Probing;

/// <summary>Runs a round after the other, in one replica at a time: in the one whose connection holds the lock.</summary>
internal sealed class Prober(
    OperationsDatabase database, ProbeRound round, ProbeMetrics metrics, IOptions<ProbingOptions> options, TimeProvider time, ILogger<Prober> logger) : Loop(time, logger)
{
    private static readonly string s_lock = OperationsSql.Files.Read<Prober>("lock");

    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var interval = options.Value.Interval;

        // The connection goes back to its pool at the end, which releases the lock.
        await using (var connection = await database.Query.OpenConnectionAsync(cancellationToken))
        {
            try
            {
                while (await HoldsLockAsync(connection, cancellationToken))
                {
                    var started = Time.GetTimestamp();
                    await round.RunAsync(cancellationToken);
                    var rest = interval - Time.GetElapsedTime(started);
                    await Task.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, Time, cancellationToken);
                }
            }
            finally
            {
                metrics.Left();
            }
        }

        await Task.Delay(interval, Time, cancellationToken);
    }

    private static async Task<bool> HoldsLockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(s_lock, connection);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }
}
