using System.Collections.Concurrent;
using System.Text.Json;
using Platform.Contracts;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Testkit.Waiting;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Platform.Integration.Worker;

/// <summary>Plays JobManager on a real broker: hands out packs, answers requests for leases, keeps every report.</summary>
internal sealed class JobManagerDouble : IAsyncDisposable
{
    private readonly ConcurrentQueue<WorkerReport> _reports = new();
    private IConnection _connection = null!;
    private IChannel _channel = null!;

    /// <summary>Whether requests for leases are granted (true), refused (false) or left unanswered (null).</summary>
    public bool? Grants { get; set; } = true;

    public IReadOnlyCollection<WorkerReport> Reports => _reports;

    public IEnumerable<AttemptCompleted> Completed => _reports.SelectMany(r => r.Completed ?? []);

    public IEnumerable<AttemptStarted> Started => _reports.SelectMany(r => r.Started ?? []);

    public IEnumerable<AttemptProgressed> Progressed => _reports.SelectMany(r => r.Progressed ?? []);

    public IEnumerable<AttemptRef> Held => _reports.SelectMany(r => r.Held ?? []);

    public static async Task<JobManagerDouble> StartAsync(string connectionString)
    {
        var manager = new JobManagerDouble();
        await manager.ConnectAsync(connectionString);
        return manager;
    }

    public static JobAssignment Job(string kind, object input, int? timeoutSeconds = null, string? traceParent = null) => new(
        Guid.CreateVersion7(), 1, Guid.CreateVersion7(), kind, JsonSerializer.SerializeToElement(input), null, timeoutSeconds, TimeProvider.System.GetUtcNow(), traceParent, "request-1");

    public async Task SendAsync(string lane, params JobAssignment[] jobs) => await SendAsync(lane, JobPriority.Normal, jobs);

    public async Task SendAsync(string lane, JobPriority priority, params JobAssignment[] jobs) => await _channel.BasicPublishAsync(
        "", JobQueues.ForLane(lane, priority), mandatory: true, new BasicProperties { Persistent = true },
        JsonSerializer.SerializeToUtf8Bytes(new JobPack(jobs), ContractsJson.Default.JobPack));

    public async Task CommandAsync(WorkerCommand command)
    {
        var worker = _reports.Last().WorkerId;
        await _channel.BasicPublishAsync("", JobQueues.ForWorker(worker), JsonSerializer.SerializeToUtf8Bytes(command, ContractsJson.Default.WorkerCommand));
    }

    public Task<AttemptCompleted> CompletionAsync(JobAssignment job, TimeSpan? timeout = null) =>
        Eventually.GetAsync(() => Task.FromResult(Completed.FirstOrDefault(c => c.JobId == job.JobId)), timeout);

    public Task StartAsync(JobAssignment job) => Eventually.BecomesTrueAsync(() => Started.Any(s => s.JobId == job.JobId));

    /// <summary>Messages that wait or are not acknowledged yet.</summary>
    public async Task<uint> CountAsync(string lane, JobPriority priority = JobPriority.Normal)
    {
        await using var channel = await _connection.CreateChannelAsync();
        return await channel.MessageCountAsync(JobQueues.ForLane(lane, priority));
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async Task ConnectAsync(string connectionString)
    {
        _connection = await new ConnectionFactory { Uri = new Uri(connectionString) }.CreateConnectionAsync();
        _channel = await _connection.CreateChannelAsync();
        foreach (var queue in (string[])
            [
                JobQueues.Reports,
                .. from lane in (string[])[JobQueues.ShortLane, JobQueues.LongLane] from priority in Enum.GetValues<JobPriority>() select JobQueues.ForLane(lane, priority),
            ])
        {
            await _channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, JobQueues.DurableArguments());
        }

        var reading = await _connection.CreateChannelAsync();
        var consumer = new AsyncEventingBasicConsumer(reading);
        consumer.ReceivedAsync += async (_, delivery) =>
        {
            var report = JsonSerializer.Deserialize(delivery.Body.Span, ContractsJson.Default.WorkerReport)!;

            // A test that has seen a report may change the answer to the next, and not to this one.
            var answer = Grants;
            _reports.Enqueue(report);
            await reading.BasicAckAsync(delivery.DeliveryTag, multiple: false);
            if (report.Started is { Count: > 0 } started && answer is { } grants)
            {
                AttemptRef[] refs = [.. started.Select(s => new AttemptRef(s.JobId, s.Attempt))];
                await reading.BasicPublishAsync(
                    "", JobQueues.ForWorker(report.WorkerId),
                    JsonSerializer.SerializeToUtf8Bytes(grants ? new WorkerCommand(Granted: refs) : new WorkerCommand(Refused: refs), ContractsJson.Default.WorkerCommand));
            }
        };
        await reading.BasicConsumeAsync(JobQueues.Reports, autoAck: false, consumer);
    }
}
