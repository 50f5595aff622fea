using Npgsql;
using NpgsqlTypes;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Texts;

namespace Platform.JobManager.Submission;

/// <summary>The columns of a commit's new jobs, as arrays for <c>unnest</c>. Used again for each commit of a writer.</summary>
internal sealed class SubmissionColumns
{
    /// <summary>Separates tags within one text: no tag can contain a control character.</summary>
    private const char TagSeparator = '\u001f';

    private const string InsertPlain =
        """
        INSERT INTO jobs.jobs (id, owner_id, kind, input, priority, max_attempts, created_at, queued_at, trace_parent, request_id, state, attempt)
        SELECT n.id, n.owner_id, n.kind, n.input, n.priority, n.max_attempts, n.created_at, n.created_at, n.trace_parent, n.request_id, 1, 1
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
            AS n(id, owner_id, kind, input, priority, max_attempts, created_at, trace_parent, request_id)
        """;

    private const string InsertFull =
        """
        INSERT INTO jobs.jobs (id, owner_id, kind, input, priority, max_attempts, created_at, queued_at, trace_parent, request_id, state, attempt,
            shelf, title, search_text, tags, scheduled_for, timeout_seconds, idempotency_key, fingerprint, webhook_url, webhook_secret)
        SELECT n.id, n.owner_id, n.kind, n.input, n.priority, n.max_attempts, n.created_at,
            CASE WHEN n.scheduled_for IS NULL THEN n.created_at END, n.trace_parent, n.request_id,
            CASE WHEN n.scheduled_for IS NULL THEN 1 ELSE 0 END, CASE WHEN n.scheduled_for IS NULL THEN 1 ELSE 0 END,
            n.shelf, n.title, n.search_text, string_to_array(n.tags, E'\x1f'), n.scheduled_for, n.timeout_seconds,
            n.idempotency_key, n.fingerprint, n.webhook_url, n.webhook_secret
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
            AS n(id, owner_id, kind, input, priority, max_attempts, created_at, trace_parent, request_id,
                shelf, title, search_text, tags, scheduled_for, timeout_seconds, idempotency_key, fingerprint, webhook_url, webhook_secret)
        ON CONFLICT DO NOTHING
        RETURNING id
        """;

    private const string InsertTagKeys =
        """
        INSERT INTO jobs.tag_keys (job_id, keys)
        SELECT j.id, (SELECT array_agg(normalize(tag, NFC)) FROM unnest(j.tags) AS tag)
        FROM (SELECT id, tags FROM jobs.jobs WHERE id = ANY ($1) AND tags IS NOT NULL FOR KEY SHARE SKIP LOCKED) AS j
        ON CONFLICT DO NOTHING
        """;

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
        _shelf.Add(job.Shelf);
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
        var command = new NpgsqlBatchCommand(InsertPlain);
        AddCommon(command.Parameters);
        return command;
    }

    public NpgsqlBatchCommand FullCommand()
    {
        var command = new NpgsqlBatchCommand(InsertFull);
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

        var command = new NpgsqlBatchCommand(InsertTagKeys);
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
