using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text;
using Npgsql;
using Platform.Broker.Database;
using Platform.ServiceDefaults.Database;

namespace Platform.Broker.Queues;

/// <summary>
/// All queues, in memory: who publishes or consumes must not cost a look into the database. Changes made here count at once, those
/// of other replicas when their notification arrives.
/// </summary>
internal sealed class QueueRegistry(BrokerDatabase database, TimeProvider time)
{
    /// <summary>
    /// The channel of PostgreSQL that changed queues are told on, by their ids. It has the name of the time when the tables were
    /// JobManager's: that version and this one tell each other while both run.
    /// </summary>
    public const string Channel = "jobs_queues";

    private static readonly string s_all = Select("all");
    private static readonly string s_byId = Select("by-id");
    private static readonly string s_byIds = Select("by-ids");
    private static readonly string s_byName = Select("by-name");

    private const int LongestName = 80;

    private static readonly TimeSpan s_unknownFor = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, KnownQueue> _byName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, KnownQueue> _byId = new();
    private readonly ConcurrentDictionary<string, long> _unknown = new(StringComparer.Ordinal);
    private readonly Lock _changing = new();
    private bool _loaded;

    /// <summary>What <see cref="Read"/> reads of a queue <c>q</c>, in its order.</summary>
    public static string Columns => BrokerSql.Files.Read<QueueRegistry>("columns");

    public IEnumerable<KnownQueue> All => _byId.Values;

    public int Count => _byId.Count;

    /// <summary>The queue of a name; null when there is none.</summary>
    public ValueTask<KnownQueue?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (_byName.TryGetValue(name, out KnownQueue? known))
        {
            return ValueTask.FromResult<KnownQueue?>(known);
        }

        // No queue has such a name, and the unknown ones are kept for a while.
        if (name.Length is 0 or > LongestName || !Ascii.IsValid(name) || name.Contains('\0', StringComparison.Ordinal))
        {
            return ValueTask.FromResult<KnownQueue?>(null);
        }

        return _unknown.TryGetValue(name, out long asked) && time.GetElapsedTime(asked) < s_unknownFor
            ? ValueTask.FromResult<KnownQueue?>(null)
            : new ValueTask<KnownQueue?>(LoadAsync(name, cancellationToken));
    }

    /// <summary>The queue of a number; null when there is none, or it is not in memory (<see cref="EnsureAsync"/>).</summary>
    public KnownQueue? Find(int id) => _byId.GetValueOrDefault(id);

    /// <summary>
    /// Reads those of some queues that are not in memory, in one query: right after a start, or when another replica has just made them.
    /// </summary>
    public Task EnsureAsync(IEnumerable<int> ids, CancellationToken cancellationToken)
    {
        int[] missing = [.. ids.Where(id => !_byId.ContainsKey(id)).Distinct()];
        return missing.Length == 0
            ? Task.CompletedTask
            : QueryAsync(
                s_byIds,
                parameters => parameters.With(missing),
                definitions => definitions.ForEach(Keep),
                cancellationToken);
    }

    /// <summary>The queues that a user has a right to.</summary>
    public async ValueTask<List<KnownQueue>> WithRightAsync(Guid user, bool isOperator, Rights right, CancellationToken cancellationToken)
    {
        if (!Volatile.Read(ref _loaded))
        {
            await LoadAllAsync(cancellationToken);
        }

        return [.. _byId.Values.Where(queue => (queue.Definition.RightsOf(user, isOperator) & right) == right)];
    }

    public Task LoadAllAsync(CancellationToken cancellationToken) => QueryAsync(
        s_all,
        static _ => { },
        definitions =>
        {
            var present = definitions.Select(definition => definition.Id).ToHashSet();
            definitions.ForEach(Keep);
            foreach (KnownQueue gone in _byId.Values.Where(queue => !present.Contains(queue.Id)))
            {
                // One that was made while this list was read is not gone.
                if (gone.Definition.CreatedAt < time.GetUtcNow() - TimeSpan.FromMinutes(1))
                {
                    Forget(gone.Id);
                }
            }

            Volatile.Write(ref _loaded, true);
        },
        cancellationToken);

    /// <summary>Reads a queue again, after a change.</summary>
    public Task ReloadAsync(int id, CancellationToken cancellationToken) => QueryAsync(
        s_byId,
        parameters => parameters.With(id),
        definitions =>
        {
            if (definitions.Count == 0)
            {
                Forget(id);
            }

            definitions.ForEach(Keep);
        },
        cancellationToken);

    public static QueueDefinition Read(NpgsqlDataReader reader)
    {
        Guid[] users = reader.GetFieldValue<Guid[]>(15);
        short[] rights = reader.GetFieldValue<short[]>(16);
        return new QueueDefinition(
            reader.GetInt32(0),
            reader.GetString(1),
            reader.GetGuid(2),
            reader.Time(3),
            reader.Time(4),
            reader.GetBoolean(5),
            reader.GetBoolean(6),
            reader.GetInt32(7),
            reader.GetInt32(8),
            reader.GetInt32(9),
            reader.IntOrNull(10),
            reader.GetInt32(11),
            reader.GetInt32(12),
            reader.GetInt64(13),
            reader.TextOrNull(14),
            users.Zip(rights).ToFrozenDictionary(pair => pair.First, pair => (Rights)pair.Second));
    }

    private static string Select(string which) => $"SELECT {Columns} {BrokerSql.Files.Read<QueueRegistry>(which)}";

    private async Task<KnownQueue?> LoadAsync(string name, CancellationToken cancellationToken)
    {
        await QueryAsync(
            s_byName,
            parameters => parameters.With(name),
            definitions => definitions.ForEach(Keep),
            cancellationToken);
        if (_byName.TryGetValue(name, out KnownQueue? known))
        {
            return known;
        }

        if (_unknown.Count > 10_000)
        {
            _unknown.Clear();
        }

        _unknown[name] = time.GetTimestamp();
        return null;
    }

    private async Task QueryAsync(
        string sql, Action<NpgsqlParameterCollection> fill, Action<List<QueueDefinition>> apply, CancellationToken cancellationToken)
    {
        List<QueueDefinition> definitions = await database.ListAsync(sql, fill, Read, cancellationToken);
        lock (_changing)
        {
            apply(definitions);
        }
    }

    private void Keep(QueueDefinition definition)
    {
        KnownQueue known = _byId.GetOrAdd(definition.Id, static (_, made) => new KnownQueue(made), definition);
        if (definition.UpdatedAt >= known.Definition.UpdatedAt)
        {
            known.Definition = definition;
        }

        _byName[definition.Name] = known;
        _unknown.TryRemove(definition.Name, out _);
    }

    private void Forget(int id)
    {
        if (_byId.TryRemove(id, out KnownQueue? gone))
        {
            // A queue of the same name may have been made since.
            _byName.TryRemove(new KeyValuePair<string, KnownQueue>(gone.Definition.Name, gone));
        }
    }
}
