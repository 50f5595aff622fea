using Platform.ApiGateway.JobManagement;
using Platform.ApiGateway.Json;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Events;

/// <summary>Tracks what an event stream has sent, and reads the current state from JobManager.</summary>
internal abstract class JobWatch(ServerSentEventWriter output, ChangeListener listener)
{
    public ChangeListener Listener { get; } = listener;

    protected ServerSentEventWriter Output { get; } = output;

    /// <summary>Gets or sets whether nothing more will happen.</summary>
    public bool IsOver { get; protected set; }

    /// <summary>Writes a received change; false if it was sent already.</summary>
    public abstract bool Write(JobChange change);

    /// <summary>Reads the state from JobManager, and writes what is new.</summary>
    public abstract Task<bool> ReadStateAsync(JobManagerClient jobs, CancellationToken cancellationToken);

    protected void WriteJob(Guid id, long version, JobState state, int attempt, JobProgress? progress, bool isDeleted) => Output.Event(
        "job",
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{id:N}-{version}"),
        new JobEvent(id, version, state, attempt, progress, isDeleted),
        GatewayJson.Default.JobEvent);

    protected void WriteJob(JobRecord job) => WriteJob(job.Id, job.Version, job.State, job.Attempt, job.Progress, false);

    protected void WriteLine(Guid id, JobLogLine line) => Output.Event("log", null, new JobLogEvent(id, line), GatewayJson.Default.JobLogEvent);
}

/// <summary>Watches one job and its log.</summary>
internal sealed class OneJobWatch(ServerSentEventWriter output, ChangeListener listener, Guid? owner, string? lastEventId, DateTimeOffset since) : JobWatch(output, listener)
{
    private readonly Guid _id = listener.JobId!.Value;
    private long _version = lastEventId?.Split('-') is [var id, var version] && Guid.TryParse(id, out var job) && job == listener.JobId && long.TryParse(version, System.Globalization.CultureInfo.InvariantCulture, out var v) ? v : -1;
    private long? _sequence;
    private DateTimeOffset _lastLine = since;

    public override bool Write(JobChange change)
    {
        var isNew = change.Version > _version || change.Deleted;
        if (isNew)
        {
            _version = change.Version;
            WriteJob(change.JobId, change.Version, change.State, change.Attempt, change.Progress, change.Deleted);
            IsOver = change.Deleted;
        }

        foreach (var line in change.Log ?? [])
        {
            _lastLine = line.Time > _lastLine ? line.Time : _lastLine;
            WriteLine(change.JobId, line);
            isNew = true;
        }

        return isNew;
    }

    public override async Task<bool> ReadStateAsync(JobManagerClient jobs, CancellationToken cancellationToken)
    {
        var job = await jobs.GetAsync(_id, owner, cancellationToken);
        if (job is null)
        {
            WriteJob(_id, _version + 1, JobState.Cancelled, 0, null, true);
            IsOver = true;
            return true;
        }

        var isNew = job.Version > _version;
        if (isNew)
        {
            _version = job.Version;
            WriteJob(job);
        }

        // Lines received over Redis have no number, so the time shows which were written.
        while (await jobs.GetLogAsync(_id, owner, _sequence, 500, cancellationToken) is { Lines: { Count: > 0 } lines } page)
        {
            foreach (var line in lines)
            {
                _sequence = line.Sequence;
                if (line.Time > _lastLine)
                {
                    _lastLine = line.Time;
                    WriteLine(_id, new JobLogLine(line.Time, line.Level, line.Message));
                    isNew = true;
                }
            }

            if (page.Next is null)
            {
                break;
            }
        }

        return isNew;
    }
}

/// <summary>Watches all jobs of an owner, without their logs.</summary>
internal sealed class OwnerWatch(ServerSentEventWriter output, ChangeListener listener) : JobWatch(output, listener)
{
    private const int MaxKnown = 5000;
    private static readonly JobState[] s_active = [JobState.Scheduled, JobState.Queued, JobState.Running];

    private readonly Guid _owner = listener.OwnerId!.Value;
    private readonly Dictionary<Guid, (long Version, bool IsActive)> _known = [];

    public override bool Write(JobChange change)
    {
        if (!Note(change.JobId, change.Version, change.State) && !change.Deleted)
        {
            return false;
        }

        WriteJob(change.JobId, change.Version, change.State, change.Attempt, change.Progress, change.Deleted);
        return true;
    }

    public override async Task<bool> ReadStateAsync(JobManagerClient jobs, CancellationToken cancellationToken)
    {
        var active = _known.Where(k => k.Value.IsActive).Select(k => k.Key).Take(200).ToArray();
        var isNew = false;

        // First those that were active before: they may have ended and be far down the list by now.
        if (active.Length > 0)
        {
            var seen = await jobs.SearchAsync(new JobSearch(new JobCriteria(_owner, Ids: active), 200), cancellationToken);
            isNew = WriteAll(seen.Jobs);
            foreach (var gone in active.Except(seen.Jobs.Select(j => j.Id)))
            {
                _known.Remove(gone, out var last);
                WriteJob(gone, last.Version + 1, JobState.Cancelled, 0, null, true);
                isNew = true;
            }
        }

        var page = await jobs.SearchAsync(new JobSearch(new JobCriteria(_owner, States: s_active), 200), cancellationToken);
        isNew |= WriteAll(page.Jobs);
        page = await jobs.SearchAsync(new JobSearch(new JobCriteria(_owner), 50), cancellationToken);
        return isNew | WriteAll(page.Jobs);
    }

    private bool WriteAll(IReadOnlyList<JobRecord> jobs)
    {
        var isNew = false;
        foreach (var job in jobs.Reverse())
        {
            if (Note(job.Id, job.Version, job.State))
            {
                WriteJob(job);
                isNew = true;
            }
        }

        return isNew;
    }

    private bool Note(Guid id, long version, JobState state)
    {
        if (_known.TryGetValue(id, out var known) && known.Version >= version)
        {
            return false;
        }

        if (_known.Count >= MaxKnown)
        {
            _known.Clear();
        }

        _known[id] = (version, s_active.Contains(state));
        return true;
    }
}
