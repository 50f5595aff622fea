using System.Diagnostics;
using Npgsql;
using Platform.ServiceDefaults.Measures;
using Platform.ServiceDefaults.Resilience;
using Polly;
using Polly.Retry;

namespace Platform.JobManager.Database;

/// <summary>
/// The connections of the paths that run for every job. Their plans are pinned: on a table that swings between empty and
/// full the planner would otherwise pick a sequential scan on an empty table and keep it while the backlog grows.
/// </summary>
internal sealed class JobDatabase : IAsyncDisposable
{
    private const string PinnedPlans =
        "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off " +
        "-c enable_bitmapscan=off -c enable_memoize=off -c jit=off -c max_parallel_workers_per_gather=0";

    /// <summary>Connections for searches.</summary>
    public const int SearchesAtOnce = 6;

    private readonly ResiliencePipeline[] _pipelines;
    private readonly ResiliencePipeline[] _once;

    public JobDatabase(IConfiguration configuration, DependencyPipelines pipelines, DatabaseMetrics metrics, TimeProvider time)
    {
        string connectionString = configuration.GetConnectionString("platform")
            ?? throw new InvalidOperationException("The connection string 'platform' is missing.");
        Hot = Create(connectionString, "jobs-hot", PinnedPlans + " -c synchronous_commit=on", poolSize: 12);
        Relaxed = Create(connectionString, "jobs-relaxed", PinnedPlans + " -c synchronous_commit=off", poolSize: 4);

        // Shorter than the time that a call of the database may take: what the server ends was the statement's doing, and a call that
        // nobody ends is the server's.
        Query = Create(connectionString, "jobs-query", "-c statement_timeout=8s -c jit=off", poolSize: 8);
        Search = Create(connectionString, "jobs-search", "-c statement_timeout=5s -c jit=off", SearchesAtOnce);
        _pipelines = [.. Enum.GetValues<QueryType>().Select(type => metrics.Measure(pipelines.GetIdempotent("postgres"), type))];
        ResiliencePipeline once = AgainIfRolledBack(time).AddPipeline(pipelines.Get("postgres")).Build();
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
        await For(QueryType.Select).ExecuteAsync(async token => await RowsAsync(Query, sql, fill, read, token), cancellationToken);

    /// <summary>Reads rows, once.</summary>
    /// <param name="source">Over which connections.</param>
    /// <param name="sql">Put together of constants.</param>
    /// <param name="fill">Adds the parameters.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<List<T>> RowsAsync<T>(
        NpgsqlDataSource source, string sql, Action<NpgsqlParameterCollection> fill, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Put together of constants.
        await using NpgsqlCommand command = source.CreateCommand(sql);
#pragma warning restore CA2100
        fill(command.Parameters);
        var rows = new List<T>();
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        await Hot.DisposeAsync();
        await Relaxed.DisposeAsync();
        await Query.DisposeAsync();
        await Search.DisposeAsync();
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

    private static NpgsqlDataSource Create(string connectionString, string name, string options, int poolSize)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Options = options,
            MaxPoolSize = poolSize,
            MaxAutoPrepare = 60,
            AutoPrepareMinUsages = 1,
            NoResetOnClose = true,
            Timeout = 5,
            CommandTimeout = 20,
            KeepAlive = 15,
            ApplicationName = name,
        };
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = name };

        // Background rounds belong to no trace and would each begin one of their own.
        builder.ConfigureTracing(tracing => tracing
            .ConfigureCommandFilter(_ => Activity.Current is { Recorded: true })
            .ConfigureBatchFilter(_ => Activity.Current is { Recorded: true })
            .EnablePhysicalOpenTracing(false));
        return builder.Build();
    }
}
