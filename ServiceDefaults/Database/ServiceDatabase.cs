using Microsoft.Extensions.Configuration;
using Npgsql;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Resilience;
using Polly;
using Polly.Retry;

namespace Platform.ServiceDefaults.Database;

/// <summary>
/// The connections of a service to its schema, apart by what runs over them. The plans of the paths that run for every job or message are
/// pinned: on a table that swings between empty and full the planner would otherwise pick a sequential scan on an empty table and keep
/// it while the backlog grows.
/// </summary>
public abstract class ServiceDatabase : IAsyncDisposable
{
    /// <summary>Connections for searches.</summary>
    public const int SearchesAtOnce = 6;

    private const string PinnedPlans =
        "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off " +
        "-c enable_bitmapscan=off -c enable_memoize=off -c jit=off -c max_parallel_workers_per_gather=0";

    private readonly List<NpgsqlDataSource> _sources = [];
    private readonly string _connectionString;
    private readonly string _name;
    private readonly string _role;
    private readonly ResiliencePipeline[] _pipelines;
    private readonly ResiliencePipeline[] _once;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="name">How the pools' names begin, in metrics and in the server's list of connections.</param>
    /// <param name="role">The role of PostgreSQL that everything runs as; null for that of the connection string.</param>
    /// <param name="configuration">Has the connection string <c>platform</c>.</param>
    /// <param name="pipelines">Has that of the dependency <c>postgres</c>.</param>
    /// <param name="metrics">Where rounds are measured.</param>
    /// <param name="time">The clock.</param>
    protected ServiceDatabase(
        string name, string? role, IConfiguration configuration, DependencyPipelines pipelines, DatabaseMetrics metrics, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(pipelines);
        ArgumentNullException.ThrowIfNull(metrics);
        _connectionString = configuration.GetConnectionString("platform")
            ?? throw new InvalidOperationException("The connection string 'platform' is missing.");
        _name = name;
        _role = role is null ? "" : $" -c role={role}";
        Hot = Create("hot", PinnedPlans + " -c synchronous_commit=on", poolSize: 12);
        Relaxed = Create("relaxed", PinnedPlans + " -c synchronous_commit=off", poolSize: 4);

        // Shorter than the time that a call of the database may take: what the server ends was the statement's doing, and a call that
        // nobody ends is the server's.
        Query = Create("query", "-c statement_timeout=8s -c jit=off", poolSize: 8);
        Search = Create("search", "-c statement_timeout=5s -c jit=off", SearchesAtOnce);
        _pipelines = [.. Enum.GetValues<QueryType>().Select(type => metrics.Measure(pipelines.GetIdempotent("postgres"), type))];
        var once = AgainIfRolledBack(time).AddPipeline(pipelines.Get("postgres")).Build();
        _once = [.. Enum.GetValues<QueryType>().Select(type => metrics.Measure(once, type))];
    }

    /// <summary>Durable commits, pinned plans.</summary>
    public NpgsqlDataSource Hot { get; }

    /// <summary>Pinned plans; commits may be lost by a crash of the server, which for these writes only means work done twice.</summary>
    public NpgsqlDataSource Relaxed { get; }

    /// <summary>Everything else where the planner knows best.</summary>
    public NpgsqlDataSource Query { get; }

    /// <summary>Searches by callers' filters, through <see cref="SearchGate"/>: however long they take, others have connections of their own.</summary>
    public NpgsqlDataSource Search { get; }

    /// <summary>Timeout, retry and circuit breaker of the dependency <c>postgres</c>, for a round of any kind.</summary>
    public ResiliencePipeline Pipeline => For(QueryType.Other);

    /// <summary>The same, measured as a round that mainly does this.</summary>
    public ResiliencePipeline For(QueryType type) => _pipelines[(int)type];

    /// <summary>
    /// As <see cref="For"/>, for what must not run a second time when it is not known whether it has run; what the server says it has
    /// rolled back has not. One transaction only: what was committed before it would be done twice.
    /// </summary>
    public ResiliencePipeline Once(QueryType type) => _once[(int)type];

    /// <summary>Reads rows over <see cref="Query"/>, again where the server was away.</summary>
    /// <param name="sql">Put together of constants.</param>
    /// <param name="fill">Adds the parameters; called for each try.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<List<T>> ListAsync<T>(
        string sql, Action<NpgsqlParameterCollection> fill, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) =>
        await For(QueryType.Select).ExecuteAsync(
            async token => await RowsAsync(Query, sql, fill, read, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Reads rows, once.</summary>
    /// <param name="source">Over which connections.</param>
    /// <param name="sql">Put together of constants.</param>
    /// <param name="fill">Adds the parameters.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<List<T>> RowsAsync<T>(
        NpgsqlDataSource source, string sql, Action<NpgsqlParameterCollection> fill, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(fill);
        ArgumentNullException.ThrowIfNull(read);
#pragma warning disable CA2100 // Put together of constants.
        await using var command = source.CreateCommand(sql);
#pragma warning restore CA2100
        fill(command.Parameters);
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources)
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }

        GC.SuppressFinalize(this);
    }

    private NpgsqlDataSource Create(string purpose, string options, int poolSize)
    {
        var name = $"{_name}-{purpose}";
        var settings = new NpgsqlConnectionStringBuilder(_connectionString)
        {
            Options = options + _role,
            MaxPoolSize = poolSize,
            MaxAutoPrepare = 60,
            AutoPrepareMinUsages = 1,
            NoResetOnClose = true,
            Timeout = 5,
            CommandTimeout = 20,
            KeepAlive = 15,
            ApplicationName = name,
        };
        var source = new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = name }.TraceWithinTraces().Build();
        _sources.Add(source);
        return source;
    }

    // The other has what it waited for by then, so the wait is short.
    private static ResiliencePipelineBuilder AgainIfRolledBack(TimeProvider time) => new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = 3,
            Delay = TimeSpan.FromMilliseconds(20),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Exception is PostgresException
            {
                SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure,
            }),
        });
}
