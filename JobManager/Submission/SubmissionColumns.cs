using Npgsql;
using NpgsqlTypes;
using Platform.Contracts.Jobs;
using Platform.JobManager.Database;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Texts;

namespace Platform.JobManager.Submission;

/// <summary>The columns of a commit's new jobs. Used again for each commit of a writer.</summary>
internal sealed class SubmissionColumns
{
    /// <summary>Separates tags within one text: no tag can contain a control character.</summary>
    private const char TagSeparator = '\u001f';

    private static readonly string s_insertPlain = JobSql.Files.Read<SubmissionColumns>("insert-plain");
    private static readonly string s_insertFull = JobSql.Files.Read<SubmissionColumns>("insert-full");
    private static readonly string s_insertTagKeys = JobSql.Files.Read<SubmissionColumns>("insert-tag-keys");

    private readonly RowColumns<NewJob> _common = new RowColumns<NewJob>()
        .With(NpgsqlDbType.Uuid, static job => job.Id)
        .With(NpgsqlDbType.Uuid, static job => job.OwnerId)
        .With(NpgsqlDbType.Text, static job => job.Kind.Name)
        .With(NpgsqlDbType.Json, static job => job.Input)
        .With(NpgsqlDbType.Smallint, static job => (short)job.Job.Priority)
        .With(NpgsqlDbType.Integer, static job => job.MaxAttempts)
        .With(NpgsqlDbType.TimestampTz, static job => job.CreatedAt)
        .With(NpgsqlDbType.Text, static job => job.TraceParent)
        .With(NpgsqlDbType.Text, static job => job.RequestId);

    // What most jobs leave empty.
    private readonly RowColumns<NewJob> _seldom = new RowColumns<NewJob>()
        .With(NpgsqlDbType.Smallint, static job => (short?)job.Shelf)
        .With(NpgsqlDbType.Text, static job => job.Title)
        .With(NpgsqlDbType.Text, static job => SearchText.Of(job.Title, job.ParsedInput))
        .With(NpgsqlDbType.Text, static job => job.Job.Tags is { Count: > 0 } tags ? string.Join(TagSeparator, tags) : null)
        .With<DateTimeOffset?>(NpgsqlDbType.TimestampTz, static job => job.State == JobState.Scheduled ? job.StartAt!.Value.ToUniversalTime() : null)
        .With(NpgsqlDbType.Integer, static job => job.TimeoutSeconds)
        .With(NpgsqlDbType.Text, static job => job.IdempotencyKey)
        .With(NpgsqlDbType.Text, static job => job.Fingerprint)
        .With(NpgsqlDbType.Text, static job => job.Job.Webhook?.Url)
        .With(NpgsqlDbType.Text, static job => job.Job.Webhook?.Secret);

    private readonly List<Guid> _oddlyTagged = [];

    public int Count => _common.Count;

    public void Clear()
    {
        _common.Clear();
        _seldom.Clear();
        _oddlyTagged.Clear();
    }

    public void AddPlain(NewJob job) => _common.Add(job);

    public void AddFull(NewJob job)
    {
        _common.Add(job);
        _seldom.Add(job);
        if (job.Job.Tags.Any(tag => !string.Equals(tag, StorableText.Normalise(tag), StringComparison.Ordinal)))
        {
            _oddlyTagged.Add(job.Id);
        }
    }

    public NpgsqlBatchCommand PlainCommand()
    {
        var command = new NpgsqlBatchCommand(s_insertPlain);
        _common.AddTo(command.Parameters);
        return command;
    }

    public NpgsqlBatchCommand FullCommand()
    {
        var command = new NpgsqlBatchCommand(s_insertFull);
        _common.AddTo(command.Parameters);
        _seldom.AddTo(command.Parameters);
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
}
