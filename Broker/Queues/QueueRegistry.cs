using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text;
using Npgsql;
using Platform.Broker.Database;
using Platform.ServiceDefaults.Database;

namespace Platform.Broker.Queues;

/// <summary>
/// Caches all queues in memory, so that publishing and consuming do not need a query for rights and settings. Changes by this replica apply at
/// once, those of other replicas when their notification arrives. Thread-safe.
/// </summary>
internal sealed class QueueRegistry(BrokerDatabase database, TimeProvider time)
{
    /// <summary>
    /// The PostgreSQL channel for the ids of changed queues. Its name is from the time when the tables belonged to JobManager, so that the previous
    /// version and this one notify each other while both run.
    /// </summary>
    public const string Channel = "jobs_queues";

    private static readonly string s_all = Select("all");
    private static readonly string s_byId = Select("by-id");
    private static readonly string s_byIds = Select("by-ids");
    private static readonly string s_byName = Select("by-name");

    private const int MaxNameLength = 80;

    private static readonly TimeSpan s_unknownTtl = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, KnownQueue> _byName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, KnownQueue> _byId = new();
    private readonly ConcurrentDictionary<string, long> _unknownNames = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private bool _loaded;

    /// <summary>The columns of a queue <c>q</c> that <see cref="Read"/> expects, in order.</summary>
    public static string Columns => BrokerSql.Files.Read<QueueRegistry>("columns");

    /// <summary>The queues in memory.</summary>
    public IEnumerable<KnownQueue> All => _byId.Values;

    /// <summary>The number of queues in memory.</summary>
    public int Count => _byId.Count;

    /// <summary>Finds a queue by name; null if it does not exist. Unknown names are remembered for a moment, so that asking for them is cheap.</summary>
    public ValueTask<KnownQueue?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (_byName.TryGetValue(name, out var known))
        {
            return ValueTask.FromResult<KnownQueue?>(known);
        }

        // No queue can have such a name, and it must not fill the memory of unknown names.
        if (name.Length is 0 or > MaxNameLength || !Ascii.IsValid(name) || name.Contains('\0', StringComparison.Ordinal))
        {
            return ValueTask.FromResult<KnownQueue?>(null);
        }

        return _unknownNames.TryGetValue(name, out var askedAt) && time.GetElapsedTime(askedAt) < s_unknownTtl
            ? ValueTask.FromResult<KnownQueue?>(null)
            : new ValueTask<KnownQueue?>(LoadAsync(name, cancellationToken));
    }

    /// <summary>Finds a queue in memory by id; null if it does not exist or has not been read (<see cref="EnsureAsync"/>).</summary>
    public KnownQueue? Find(int id) => _byId.GetValueOrDefault(id);

    /// <summary>
    /// Reads those of the queues that are not in memory, in one query. This happens after a start, or if another replica has just created them.
    /// </summary>
    public Task EnsureAsync(IEnumerable<int> ids, CancellationToken cancellationToken)
    {
        int[] missing = [.. ids.Where(id => !_byId.ContainsKey(id)).Distinct()];
        return missing.Length == 0
            ? Task.CompletedTask
            : QueryAsync(
                s_byIds,
                parameters => parameters.With(missing),
                definitions => definitions.ForEach(Store),
                cancellationToken);
    }

    /// <summary>Finds the queues for which a user has a right.</summary>
    public async ValueTask<List<KnownQueue>> WithRightAsync(Guid user, bool isOperator, Rights right, CancellationToken cancellationToken)
    {
        if (!Volatile.Read(ref _loaded))
        {
            await LoadAllAsync(cancellationToken);
        }

        return [.. _byId.Values.Where(queue => (queue.Definition.RightsOf(user, isOperator) & right) == right)];
    }

    /// <summary>Reads all queues and removes those that do not exist any more.</summary>
    public Task LoadAllAsync(CancellationToken cancellationToken) => QueryAsync(
        s_all,
        static _ => { },
        definitions =>
        {
            var present = definitions.Select(definition => definition.Id).ToHashSet();
            definitions.ForEach(Store);
            foreach (var removed in _byId.Values.Where(queue => !present.Contains(queue.Id)))
            {
                // A queue that was created while the list was read is not in the list.
                if (removed.Definition.CreatedAt < time.GetUtcNow() - TimeSpan.FromMinutes(1))
                {
                    Remove(removed.Id);
                }
            }

            Volatile.Write(ref _loaded, true);
        },
        cancellationToken);

    /// <summary>Reads a queue again after a change.</summary>
    public Task ReloadAsync(int id, CancellationToken cancellationToken) => QueryAsync(
        s_byId,
        parameters => parameters.With(id),
        definitions =>
        {
            if (definitions.Count == 0)
            {
                Remove(id);
            }

            definitions.ForEach(Store);
        },
        cancellationToken);

    /// <summary>Reads a queue from the columns <see cref="Columns"/>.</summary>
    public static QueueDefinition Read(NpgsqlDataReader reader)
    {
        var users = reader.GetFieldValue<Guid[]>(15);
        var rights = reader.GetFieldValue<short[]>(16);
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
            definitions => definitions.ForEach(Store),
            cancellationToken);
        if (_byName.TryGetValue(name, out var known))
        {
            return known;
        }

        if (_unknownNames.Count > 10_000)
        {
            _unknownNames.Clear();
        }

        _unknownNames[name] = time.GetTimestamp();
        return null;
    }

    private async Task QueryAsync(
        string sql, Action<NpgsqlParameterCollection> fill, Action<List<QueueDefinition>> apply, CancellationToken cancellationToken)
    {
        var definitions = await database.ListAsync(sql, fill, Read, cancellationToken);
        lock (_lock)
        {
            apply(definitions);
        }
    }

    private void Store(QueueDefinition definition)
    {
        var known = _byId.GetOrAdd(definition.Id, static (_, created) => new KnownQueue(created), definition);
        if (definition.UpdatedAt >= known.Definition.UpdatedAt)
        {
            known.Definition = definition;
        }

        _byName[definition.Name] = known;
        _unknownNames.TryRemove(definition.Name, out _);
    }

    private void Remove(int id)
    {
        if (_byId.TryRemove(id, out var removed))
        {
            // A new queue may have the same name by now.
            _byName.TryRemove(new KeyValuePair<string, KnownQueue>(removed.Definition.Name, removed));
        }
    }
}
