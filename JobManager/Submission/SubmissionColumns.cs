using Npgsql;
using NpgsqlTypes;
using Platform.JobManager.Database;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Texts;

namespace Platform.JobManager.Submission;

/// <summary>The columns of a commit's new jobs, as arrays for <c>unnest</c>. Used again for each commit of a writer.</summary>
internal sealed class SubmissionColumns
{
    /// <summary>Separates tags within one text: no tag can contain a control character.</summary>
    private const char TagSeparator = '\u001f';

    private static readonly string s_insertPlain = JobSql.Files.Read<SubmissionColumns>("insert-plain");
    private static readonly string s_insertFull = JobSql.Files.Read<SubmissionColumns>("insert-full");
    private static readonly string s_insertTagKeys = JobSql.Files.Read<SubmissionColumns>("insert-tag-keys");

    private readonly List<Guid> _id = [];
    private readonly List<Guid> _oddlyTagged = [];
    private readonly List<Guid> _owner = [];
    private readonly List<string> _kind = [];
    private readonly List<string> _input = [];
    private readonly List<short> _priority = [];
    private readonly List<int> _maxAttempts = [];
    private readonly List<DateTimeOffset> _createdAt = [];
    private readonly List<string?> _traceParent = [];
    private readonly List<string?> _requestId = [];
    private readonly List<short?> _shelf = [];
    private readonly List<string?> _title = [];
    private readonly List<string?> _searchText = [];
    private readonly List<string?> _tags = [];
    private readonly List<DateTimeOffset?> _scheduledFor = [];
    private readonly List<int?> _timeout = [];
    private readonly List<string?> _key = [];
    private readonly List<string?> _fingerprint = [];
    private readonly List<string?> _webhookUrl = [];
    private readonly List<string?> _webhookSecret = [];

    public int Count => _id.Count;

    public void Clear()
    {
        _id.Clear();
        _owner.Clear();
        _kind.Clear();
        _input.Clear();
        _priority.Clear();
        _maxAttempts.Clear();
        _createdAt.Clear();
        _traceParent.Clear();
        _requestId.Clear();
        _shelf.Clear();
        _title.Clear();
        _searchText.Clear();
        _tags.Clear();
        _scheduledFor.Clear();
        _timeout.Clear();
        _key.Clear();
        _fingerprint.Clear();
        _webhookUrl.Clear();
        _webhookSecret.Clear();
        _oddlyTagged.Clear();
    }

    public void AddPlain(NewJob job)
    {
        _id.Add(job.Job.Id);
        _owner.Add(job.Job.OwnerId);
        _kind.Add(job.Kind.Name);
        _input.Add(job.Input);
        _priority.Add((short)job.Job.Priority);
        _maxAttempts.Add(job.MaxAttempts);
        _createdAt.Add(job.CreatedAt);
        _traceParent.Add(job.Job.TraceParent);
        _requestId.Add(job.Job.RequestId);
    }

    public void AddFull(NewJob job)
    {
        AddPlain(job);
        _shelf.Add((short?)job.Shelf);
        _title.Add(job.Job.Title);
        _searchText.Add(SearchText.Of(job.Job.Title, job.Job.Input));
        _tags.Add(job.Job.Tags is { Count: > 0 } tags ? string.Join(TagSeparator, tags) : null);
        _scheduledFor.Add(job.State == Contracts.Jobs.JobState.Scheduled ? job.Job.StartAt!.Value.ToUniversalTime() : null);
        _timeout.Add(job.TimeoutSeconds);
        _key.Add(job.Job.IdempotencyKey);
        _fingerprint.Add(job.Job.Fingerprint);
        _webhookUrl.Add(job.Job.Webhook?.Url);
        _webhookSecret.Add(job.Job.Webhook?.Secret);
        if (job.Job.Tags?.Any(tag => !string.Equals(tag, StorableText.Normalise(tag), StringComparison.Ordinal)) == true)
        {
            _oddlyTagged.Add(job.Job.Id);
        }
    }

    public NpgsqlBatchCommand PlainCommand()
    {
        var command = new NpgsqlBatchCommand(s_insertPlain);
        AddCommon(command.Parameters);
        return command;
    }

    public NpgsqlBatchCommand FullCommand()
    {
        var command = new NpgsqlBatchCommand(s_insertFull);
        AddCommon(command.Parameters);
        command.Parameters
            .With(_shelf, NpgsqlDbType.Array | NpgsqlDbType.Smallint)
            .With(_title, NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With(_searchText, NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With(_tags, NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With(_scheduledFor, NpgsqlDbType.Array | NpgsqlDbType.TimestampTz)
            .With(_timeout, NpgsqlDbType.Array | NpgsqlDbType.Integer)
            .With(_key, NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With(_fingerprint, NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With(_webhookUrl, NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With(_webhookSecret, NpgsqlDbType.Array | NpgsqlDbType.Text);
        return command;
    }

    /// <summary>
    /// Keeps the keys of tags that came in another form than the one they are compared in; null when there are none, as is the rule.
    /// Comes after the jobs.
    /// </summary>
    public NpgsqlBatchCommand? TagKeysCommand()
    {
        if (_oddlyTagged.Count == 0)
        {
            return null;
        }

        var command = new NpgsqlBatchCommand(s_insertTagKeys);
        command.Parameters.With(_oddlyTagged, NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        return command;
    }

    private void AddCommon(NpgsqlParameterCollection parameters) => parameters
        .With(_id, NpgsqlDbType.Array | NpgsqlDbType.Uuid)
        .With(_owner, NpgsqlDbType.Array | NpgsqlDbType.Uuid)
        .With(_kind, NpgsqlDbType.Array | NpgsqlDbType.Text)
        .With(_input, NpgsqlDbType.Array | NpgsqlDbType.Json)
        .With(_priority, NpgsqlDbType.Array | NpgsqlDbType.Smallint)
        .With(_maxAttempts, NpgsqlDbType.Array | NpgsqlDbType.Integer)
        .With(_createdAt, NpgsqlDbType.Array | NpgsqlDbType.TimestampTz)
        .With(_traceParent, NpgsqlDbType.Array | NpgsqlDbType.Text)
        .With(_requestId, NpgsqlDbType.Array | NpgsqlDbType.Text);
}
