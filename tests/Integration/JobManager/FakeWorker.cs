using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Contracts;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Testkit.Waiting;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Platform.Integration.JobManager;

/// <summary>A fake worker that is controlled by a test.</summary>
internal sealed class FakeWorker : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly IChannel _channel;
    private readonly ConcurrentQueue<WorkerCommand> _commands = [];
    private readonly ConcurrentQueue<JobAssignment> _assigned = [];

    private FakeWorker(IConnection connection, IChannel channel)
    {
        _connection = connection;
        _channel = channel;
    }

    public string Id { get; } = $"played-{Guid.CreateVersion7():N}";

    public ConcurrentQueue<JobPack> Packs { get; } = [];

    /// <remarks>
    /// A quorum queue that is declared at the same moment by another client may not have a leader yet, and after a restart of RabbitMQ it
    /// may be missing or not answer yet: RabbitMQ returns 541 or 404, or does not answer in time. A real worker tries again, and so
    /// does this one.
    /// </remarks>
    public static async Task<FakeWorker> StartAsync(string connectionString, bool takesJobs = true)
    {
        FakeWorker? started = null;
        await Eventually.PassesAsync(async () =>
        {
            var connection = await new ConnectionFactory { Uri = new Uri(connectionString) }.CreateConnectionAsync();
            try
            {
                var worker = new FakeWorker(connection, await connection.CreateChannelAsync());
                await worker.ListenAsync(takesJobs);
                started = worker;
            }
            finally
            {
                if (started is null)
                {
                    await connection.DisposeAsync();
                }
            }
        });
        return started!;
    }

    /// <summary>Waits until the job is assigned and returns the assignment of the given attempt, or of the latest one.</summary>
    public Task<JobAssignment> AssignedAsync(Guid job, int attempt = 0, TimeSpan? timeout = null) => Eventually.GetAsync(
        () => Task.FromResult(_assigned.Where(a => a.JobId == job && (attempt == 0 || a.Attempt == attempt)).MaxBy(a => a.Attempt)), timeout);

    /// <summary>The number of attempts of the job that were assigned so far.</summary>
    public int AttemptsOf(Guid job) => _assigned.Where(a => a.JobId == job).Select(a => a.Attempt).Distinct().Count();

    /// <summary>The number of times that the attempt was delivered so far.</summary>
    public int DeliveriesOf(Guid job, int attempt) => _assigned.Count(a => a.JobId == job && a.Attempt == attempt);

    /// <summary>Waits for a command about the attempt.</summary>
    public Task CommandedAsync(Func<WorkerCommand, IReadOnlyList<AttemptRef>?> part, AttemptRef attempt) =>
        Eventually.BecomesTrueAsync(() => _commands.Any(command => part(command)?.Contains(attempt) == true));

    public bool HasReceived(Func<WorkerCommand, IReadOnlyList<AttemptRef>?> part, AttemptRef attempt) =>
        _commands.Any(command => part(command)?.Contains(attempt) == true);

    public async Task ReportAsync(
        IReadOnlyList<AttemptStarted>? started = null,
        IReadOnlyList<AttemptRef>? held = null,
        IReadOnlyList<AttemptProgressed>? progressed = null,
        IReadOnlyList<AttemptCompleted>? completed = null,
        int? longSlots = null,
        string? processors = null,
        BlockReport? blocks = null)
    {
        var report = new WorkerReport(Id, TimeProvider.System.GetUtcNow(), started, held, progressed, completed, longSlots, processors, blocks);
        await SendAsync(JsonSerializer.SerializeToUtf8Bytes(report, ContractsJson.Default.WorkerReport));
    }

    public async Task SendAsync(byte[] body) =>
        await _channel.BasicPublishAsync(string.Empty, JobQueues.Reports, mandatory: false, new BasicProperties { Persistent = true }, body);

    /// <summary>Waits for an answer of JobManager about the blocks of a job.</summary>
    public Task<BlockStates> StatesAsync(Guid job, Func<BlockStates, bool> accepts) => Eventually.GetAsync(
        () => Task.FromResult(_commands.SelectMany(command => command.Blocks ?? []).LastOrDefault(states => states.JobId == job && accepts(states))));

    public Task StartAsync(JobAssignment job) => ReportAsync(started: [new AttemptStarted(job.JobId, job.Attempt, TimeProvider.System.GetUtcNow())]);

    /// <summary>Starts the attempt and waits for its lease.</summary>
    public async Task TakeLeaseAsync(JobAssignment job)
    {
        await StartAsync(job);
        await CommandedAsync(command => command.Granted, new AttemptRef(job.JobId, job.Attempt));
    }

    public Task EndAsync(JobAssignment job, AttemptOutcome outcome = AttemptOutcome.Succeeded, string? result = null, JobError? error = null) =>
        ReportAsync(completed: [EndOf(job, outcome, result, error)]);

    public static AttemptCompleted EndOf(JobAssignment job, AttemptOutcome outcome, string? result = null, JobError? error = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new AttemptCompleted(
            job.JobId, job.Attempt, outcome, now.AddMilliseconds(-5), now, result is null ? null : JsonElement.Parse(result), error, job.TraceParent);
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task ListenAsync(bool takesJobs)
    {
        await _channel.QueueDeclareAsync(JobQueues.ForWorker(Id), durable: false, exclusive: true, autoDelete: true);

        // Declared like a real worker does, so that reports sent before JobManager starts are kept.
        await _channel.QueueDeclareAsync(JobQueues.Reports, durable: true, exclusive: false, autoDelete: false, JobQueues.DurableArguments());
        var commands = new AsyncEventingBasicConsumer(_channel);
        commands.ReceivedAsync += (_, delivery) =>
        {
            _commands.Enqueue(JsonSerializer.Deserialize(delivery.Body.Span, ContractsJson.Default.WorkerCommand)!);
            return Task.CompletedTask;
        };
        await _channel.BasicConsumeAsync(JobQueues.ForWorker(Id), autoAck: true, commands);
        if (!takesJobs)
        {
            return;
        }

        var jobs = new AsyncEventingBasicConsumer(_channel);
        jobs.ReceivedAsync += (_, delivery) =>
        {
            var pack = JsonSerializer.Deserialize(delivery.Body.Span, ContractsJson.Default.JobPack)!;
            Packs.Enqueue(pack);
            foreach (var job in pack.Jobs)
            {
                _assigned.Enqueue(job);
            }

            return Task.CompletedTask;
        };
        foreach (var lane in (string[])[JobQueues.ShortLane, JobQueues.LongLane])
        {
            foreach (var priority in Enum.GetValues<JobPriority>())
            {
                var queue = JobQueues.ForLane(lane, priority);
                await _channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, JobQueues.DurableArguments());
                await _channel.BasicConsumeAsync(queue, autoAck: true, jobs);
            }
        }

        await _channel.QueueDeclareAsync(JobQueues.Blocks, durable: true, exclusive: false, autoDelete: false, JobQueues.DurableArguments());
        await _channel.BasicConsumeAsync(JobQueues.Blocks, autoAck: true, jobs);
    }
}
