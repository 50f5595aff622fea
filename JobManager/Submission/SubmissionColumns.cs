using Npgsql;
using NpgsqlTypes;
using Platform.Contracts.Jobs;
using Platform.JobManager.Database;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Texts;

namespace Platform.JobManager.Submission;

/// <summary>Collects new jobs as columns for one insert. A writer reuses it for each commit. Not thread-safe.</summary>
internal sealed class SubmissionColumns
{
    /// <summary>The character that separates tags within one text. Tags cannot contain control characters.</summary>
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

    // The columns that most jobs leave empty.
    private readonly RowColumns<NewJob> _optional = new RowColumns<NewJob>()
        .With(NpgsqlDbType.Smallint, static job => (short?)job.Index)
        .With(NpgsqlDbType.Text, static job => job.Title)
        .With(NpgsqlDbType.Text, static job => SearchText.Of(job.Title, job.ParsedInput))
        .With(NpgsqlDbType.Text, static job => job.Job.Tags is { Count: > 0 } tags ? string.Join(TagSeparator, tags) : null)
        .With<DateTimeOffset?>(NpgsqlDbType.TimestampTz, static job => job.State == JobState.Scheduled ? job.StartAt!.Value.ToUniversalTime() : null)
        .With(NpgsqlDbType.Integer, static job => job.TimeoutSeconds)
        .With(NpgsqlDbType.Text, static job => job.IdempotencyKey)
        .With(NpgsqlDbType.Text, static job => job.Fingerprint)
        .With(NpgsqlDbType.Text, static job => job.Job.Webhook?.Url)
        .With(NpgsqlDbType.Text, static job => job.Job.Webhook?.Secret);

    private readonly List<Guid> _withTagKeys = [];

    /// <summary>The number of jobs.</summary>
    public int Count => _common.Count;

    /// <summary>Removes all jobs.</summary>
    public void Clear()
    {
        _common.Clear();
        _optional.Clear();
        _withTagKeys.Clear();
    }

    /// <summary>Adds a job that has none of the optional columns.</summary>
    public void AddPlain(NewJob job) => _common.Add(job);

    /// <summary>Adds a job with all its columns.</summary>
    public void AddFull(NewJob job)
    {
        _common.Add(job);
        _optional.Add(job);
        if (job.Job.Tags.Any(tag => !string.Equals(tag, StorableText.Normalise(tag), StringComparison.Ordinal)))
        {
            _withTagKeys.Add(job.Id);
        }
    }

    /// <summary>Creates the command that inserts jobs added by <see cref="AddPlain"/>.</summary>
    public NpgsqlBatchCommand PlainCommand()
    {
        var command = new NpgsqlBatchCommand(s_insertPlain);
        _common.AddTo(command.Parameters);
        return command;
    }

    /// <summary>Creates the command that inserts jobs added by <see cref="AddFull"/> and returns the ids of those that did not exist yet.</summary>
    public NpgsqlBatchCommand FullCommand()
    {
        var command = new NpgsqlBatchCommand(s_insertFull);
        _common.AddTo(command.Parameters);
        _optional.AddTo(command.Parameters);
        return command;
    }

    /// <summary>
    /// Creates the command that stores search keys of jobs whose tags are not in Unicode normalisation form C. It must run after the jobs are
    /// inserted. Returns null if there are no such jobs, which is the usual case.
    /// </summary>
    public NpgsqlBatchCommand? TagKeysCommand()
    {
        if (_withTagKeys.Count == 0)
        {
            return null;
        }

        var command = new NpgsqlBatchCommand(s_insertTagKeys);
        command.Parameters.With(_withTagKeys, NpgsqlDbType.Array | NpgsqlDbType.Uuid);
        return command;
    }
}
