using Microsoft.Extensions.Configuration;
using Npgsql;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Resilience;
using Polly;
using Polly.Retry;

namespace Platform.ServiceDefaults.Database;

/// <summary>
/// Provides a service's connections to its schema, in pools by kind of work. The query plans of the paths that run for every job or message are
/// pinned: for a table that swings between empty and full, the planner would otherwise choose a sequential scan while the table is empty and keep it
/// while the backlog grows.
/// </summary>
public abstract class ServiceDatabase : IAsyncDisposable
{
    /// <summary>The number of connections for searches.</summary>
    public const int MaxConcurrentSearches = 6;

    private const string PinnedPlans =
        "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off " +
        "-c enable_bitmapscan=off -c enable_memoize=off -c jit=off -c max_parallel_workers_per_gather=0";

    private readonly List<NpgsqlDataSource> _sources = [];
    private readonly string _connectionString;
    private readonly string _name;
    private readonly string _role;
    private readonly ResiliencePipeline[] _pipelines;
    private readonly ResiliencePipeline[] _once;

    /// <summary>Creates the pools without opening a connection.</summary>
    /// <param name="name">The prefix of the pools' names, in metrics and in the server's list of connections.</param>
    /// <param name="role">The PostgreSQL role that all statements run as; null for that of the connection string.</param>
    /// <param name="configuration">Contains the connection string <c>platform</c>.</param>
    /// <param name="pipelines">Contains the pipeline of the dependency <c>postgres</c>.</param>
    /// <param name="metrics">Records the duration and the failures of round trips.</param>
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

        // Shorter than the timeout of a database call: if the server ends the statement, the statement was too slow; if the call times out, the
        // server does not answer.
        Query = Create("query", "-c statement_timeout=8s -c jit=off", poolSize: 8);
        Search = Create("search", "-c statement_timeout=5s -c jit=off", MaxConcurrentSearches);
        _pipelines = [.. Enum.GetValues<QueryType>().Select(type => metrics.Measure(pipelines.GetIdempotent("postgres"), type))];
        var once = AgainIfRolledBack(time).AddPipeline(pipelines.Get("postgres")).Build();
        _once = [.. Enum.GetValues<QueryType>().Select(type => metrics.Measure(once, type))];
    }

    /// <summary>Gets the pool with durable commits and pinned plans.</summary>
    public NpgsqlDataSource Hot { get; }

    /// <summary>
    /// Gets the pool with pinned plans whose commits a server crash may lose, which for these writes only means that work is repeated.
    /// </summary>
    public NpgsqlDataSource Relaxed { get; }

    /// <summary>Gets the pool for all other statements, planned by PostgreSQL.</summary>
    public NpgsqlDataSource Query { get; }

    /// <summary>
    /// Gets the pool for searches by callers' filters, used through <see cref="SearchGate"/>, so that slow ones do not occupy other connections.
    /// </summary>
    public NpgsqlDataSource Search { get; }

    /// <summary>Gets the pipeline (timeout, retry, circuit breaker) of the dependency <c>postgres</c> for round trips of any type.</summary>
    public ResiliencePipeline Pipeline => For(QueryType.Other);

    /// <summary>Gets the pipeline that records a round trip under its type.</summary>
    public ResiliencePipeline For(QueryType type) => _pipelines[(int)type];

    /// <summary>
    /// Gets the pipeline, as <see cref="For"/>, for work that must not run twice when its outcome is unknown. It is retried only if the server
    /// reports that it rolled the transaction back. For a single transaction: anything committed before it would be repeated.
    /// </summary>
    public ResiliencePipeline Once(QueryType type) => _once[(int)type];

    /// <summary>Opens the connections that a moderate load uses, so that the first requests do not wait for them.</summary>
    public async Task OpenConnectionsAsync(CancellationToken cancellationToken)
    {
        foreach (var (source, count) in ((NpgsqlDataSource, int)[])[(Hot, 4), (Relaxed, 1), (Query, 2), (Search, 1)])
        {
            await PooledConnections.OpenAsync(source, count, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads rows over <see cref="Query"/>, with retries while the server is unavailable.</summary>
    /// <param name="sql">The statement, composed of constants.</param>
    /// <param name="fill">Adds the parameters; called for each attempt.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<List<T>> ListAsync<T>(
        string sql, Action<NpgsqlParameterCollection> fill, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) =>
        await For(QueryType.Select).ExecuteAsync(
            async token => await RowsAsync(Query, sql, fill, read, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Reads rows once, without retries.</summary>
    /// <param name="source">The pool to use.</param>
    /// <param name="sql">The statement, composed of constants.</param>
    /// <param name="fill">Adds the parameters.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public static async Task<List<T>> RowsAsync<T>(
        NpgsqlDataSource source, string sql, Action<NpgsqlParameterCollection> fill, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(fill);
        ArgumentNullException.ThrowIfNull(read);
#pragma warning disable CA2100 // Put together of constants.
        var command = source.CreateCommand(sql);
#pragma warning restore CA2100
        await using (command.ConfigureAwait(false))
        {
            fill(command.Parameters);
            var rows = new List<T>();
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    rows.Add(read(reader));
                }
            }

            return rows;
        }
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

    // By now the other transaction has its locks or is done, so the wait is short.
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
