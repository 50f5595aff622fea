using System.Text.Json;
using NpgsqlTypes;
using Platform.Operations.Database;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Refusals;

namespace Platform.Operations.Rotas;

/// <summary>Stores who is on call when.</summary>
internal sealed class RotaStore(OperationsDatabase database, TimeProvider time)
{
    private static readonly RotaPlan s_empty = new("UTC", DayOfWeek.Monday, 9 * 60, new DateOnly(2026, 1, 5), [], []);
    private static readonly string s_get = OperationsSql.Files.Read<RotaStore>("get");
    private static readonly string s_save = OperationsSql.Files.Read<RotaStore>("save");

    /// <summary>Reads the plan and its revision, which is 0 while there is none.</summary>
    public async Task<(RotaPlan Plan, long Revision)> GetAsync(CancellationToken cancellationToken)
    {
        var found = await database.ListAsync(
            s_get, static _ => { }, static reader => (JsonSerializer.Deserialize(reader.GetString(1), RotaJson.Default.RotaPlan) ?? s_empty, reader.GetInt64(0)), cancellationToken);
        return found is [var plan] ? plan : (s_empty, 0);
    }

    /// <summary>Gets the address of who is on call; null if nobody is.</summary>
    public async Task<string?> OnCallAsync(CancellationToken cancellationToken) => (await GetAsync(cancellationToken)).Plan.PersonAt(time.GetUtcNow());

    /// <summary>Replaces the plan.</summary>
    /// <exception cref="InputException">409: it has changed since it was read.</exception>
    public async Task ReplaceAsync(RotaPlan plan, long revision, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(plan, RotaJson.Default.RotaPlan);
        var changed = await CallerData.RunAsync(() => database.Once(QueryType.Update).ExecuteAsync(
            async token =>
            {
                await using var command = database.Query.CreateCommand(s_save);
                command.Parameters.With(revision).With(time.GetUtcNow()).With(json, NpgsqlDbType.Jsonb);
                return await command.ExecuteNonQueryAsync(token);
            },
            cancellationToken).AsTask());
        if (changed == 0)
        {
            throw new InputException(null, "The rota was changed since it was read.", StatusCodes.Status409Conflict, "precondition_failed");
        }
    }
}
