using System.Globalization;
using System.Text;
using Google.Protobuf.Collections;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts.Internal;
using Platform.JobManager.Database;
using Platform.JobManager.Kinds;
using Platform.JobManager.Submission;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Refusals;
using Platform.ServiceDefaults.Texts;

namespace Platform.JobManager.Jobs;

/// <summary>
/// Translates a filter to SQL. Each state, and each way in which a text or tags can match, becomes a branch with its own index and limit; the
/// branches are merged by id.
/// </summary>
internal sealed class JobFilterSql
{
    private const int MaxTexts = 100;
    private const int MaxIds = 1000;
    private const int MaxText = 500;

    private static readonly string s_queued = JobSql.Files.WithNumbers("j.shelf = {JobIndex.Live} AND j.state = {JobState.Queued}");
    private static readonly string s_queuedFastPath = JobSql.Files.WithNumbers(
        "j.shelf IS NULL AND j.state = {JobState.Queued} AND j.id >= (SELECT id FROM jobs.low_water)");
    private static readonly string s_scheduled = JobSql.Files.WithNumbers("j.shelf = {JobIndex.Live} AND j.state = {JobState.Scheduled}");
    private static readonly string s_running = JobSql.Files.WithNumbers("j.shelf = {JobIndex.Live} AND j.state = {JobState.Running}");
    private static readonly string s_failed = JobSql.Files.WithNumbers("j.shelf = {JobIndex.Failed}");
    private static readonly string s_cancelled = JobSql.Files.WithNumbers("j.shelf = {JobIndex.Cancelled}");
    private static readonly string s_succeeded = JobSql.Files.WithNumbers("j.state = {JobState.Succeeded}");

    // Not by the operators of JSON, which fail for a row that cannot be read.
    private static readonly string s_progress = JobSql.Files.WithNumbers(
        "SELECT count(*)::integer, "
        + "count(*) FILTER (WHERE p.state IN ({JobState.Succeeded}, {JobState.Failed}, {JobState.Cancelled}))::integer, "
        + "count(*) FILTER (WHERE p.state IN ({JobState.Failed}, {JobState.Cancelled}))::integer, "
        + "coalesce(avg(CASE WHEN p.state IN ({JobState.Succeeded}, {JobState.Failed}, {JobState.Cancelled}) THEN 100 "
        + """ELSE least(100, coalesce(substring(p.progress::text FROM '"percent": ?([0-9]+(?:[.][0-9]+)?)')::double precision, 0)) END), 0)::double precision""");

    private readonly List<string> _common = [];
    private readonly List<(object Value, NpgsqlDbType Type)> _values = [];
    private readonly List<string> _states = [];
    private readonly List<string> _texts = [];
    private readonly List<string> _tags = [];

    /// <summary>Translates a filter.</summary>
    /// <param name="filter">The filter; it must have passed <see cref="Check"/>.</param>
    /// <param name="before">Only jobs with a smaller id; null for all.</param>
    public JobFilterSql(JobFilter filter, Guid? before)
    {
        if (filter.OwnerId.ToGuidOrNull("filter.owner_id") is { } owner)
        {
            _common.Add($"j.owner_id = {Value(owner, NpgsqlDbType.Uuid)}");
        }

        if (before is { } id)
        {
            _common.Add($"j.id < {Value(id, NpgsqlDbType.Uuid)}");
        }

        if (filter.Kinds.Count > 0)
        {
            _common.Add($"j.kind = ANY ({Value(filter.Kinds.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)})");
        }

        if (filter.Priorities.Count > 0)
        {
            short[] numbers = [.. filter.Priorities.Select(priority => (short)priority)];
            _common.Add($"j.priority = ANY ({Value(numbers, NpgsqlDbType.Array | NpgsqlDbType.Smallint)})");
        }

        if (filter.Ids.Count > 0)
        {
            Guid[] ids = [.. filter.Ids.Select(id => id.ToGuid("filter.ids"))];
            _common.Add($"j.id = ANY ({Value(ids, NpgsqlDbType.Array | NpgsqlDbType.Uuid)})");
        }

        AddTimes(filter);
        AddStates(filter.States);
        AddText(filter.HasText ? filter.Text : null);
        AddTags(filter.Tags);
    }

    /// <summary>Checks a filter.</summary>
    /// <exception cref="InputException">The filter is invalid (400).</exception>
    public static void Check(JobFilter filter)
    {
        Demand.List(filter.Kinds, MaxTexts, "filter.kinds");
        Demand.List(filter.Tags, MaxTexts, "filter.tags");
        Demand.That(filter.Ids.Count <= MaxIds, "filter.ids", "At most 1,000.");
        Demand.That(filter.Text.Length <= MaxText, "filter.text", "At most 500 characters.");
        Demand.Moment(filter.CreatedAfter?.ToDateTimeOffset(), "filter.created_after");
        Demand.Moment(filter.CreatedBefore?.ToDateTimeOffset(), "filter.created_before");
    }

    /// <summary>Creates the command that reads a page, newest first.</summary>
    public NpgsqlCommand Page(NpgsqlConnection connection, string columns, int limit) => Command(connection, PageOf(columns, limit));

    /// <summary>Creates the command that counts the newest jobs, and how far they are together: total, ended, failed, percent.</summary>
    public NpgsqlCommand Progress(NpgsqlConnection connection, int limit) =>
        Command(connection, $"{s_progress} FROM ({PageOf("j.id, j.state, j.progress", limit)}) p");

    private string PageOf(string columns, int limit)
    {
        var at = Value(limit, NpgsqlDbType.Integer);
        var sql = new StringBuilder("SELECT * FROM (");
        var first = true;
        foreach (var (state, text, tags) in Branches())
        {
            sql.Append(first ? string.Empty : " UNION ALL ");
            var where = string.Join(" AND ", _common.Append(state).Append(text).Append(tags));
            sql.Append(CultureInfo.InvariantCulture, $"(SELECT {columns} FROM jobs.jobs j WHERE {where} ORDER BY j.id DESC LIMIT {at})");
            first = false;
        }

        return sql.Append(CultureInfo.InvariantCulture, $") j ORDER BY j.id DESC LIMIT {at}").ToString();
    }

    private NpgsqlCommand Command(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // Built from constants; every value is a parameter.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (var (value, type) in _values)
        {
            command.Parameters.WithNullable(value, type);
        }

        return command;
    }

    private IEnumerable<(string State, string Text, string Tags)> Branches() =>
        from state in _states from text in _texts from tags in _tags select (state, text, tags);

    private void AddTimes(JobFilter filter)
    {
        // An id contains the time of its creation, shortly before the job was accepted: the id narrows the search, created_at decides.
        if (filter.CreatedAfter?.ToDateTimeOffset() is { } after)
        {
            _common.Add($"j.id >= {Value(JobIds.FirstOf(after - TimeSpan.FromDays(1)), NpgsqlDbType.Uuid)}");
            _common.Add($"j.created_at >= {Value(after.ToUniversalTime(), NpgsqlDbType.TimestampTz)}");
        }

        if (filter.CreatedBefore?.ToDateTimeOffset() is { } created)
        {
            _common.Add($"j.id < {Value(JobIds.FirstOf(created + TimeSpan.FromDays(1)), NpgsqlDbType.Uuid)}");
            _common.Add($"j.created_at < {Value(created.ToUniversalTime(), NpgsqlDbType.TimestampTz)}");
        }
    }

    private void AddStates(RepeatedField<State> states)
    {
        foreach (var state in states.Distinct())
        {
            switch (state)
            {
                case State.Queued:
                    _states.Add(s_queued);
                    _states.Add(s_queuedFastPath);
                    break;
                case State.Scheduled:
                    _states.Add(s_scheduled);
                    break;
                case State.Running:
                    _states.Add(s_running);
                    break;
                case State.Failed:
                    _states.Add(s_failed);
                    break;
                case State.Cancelled:
                    _states.Add(s_cancelled);
                    break;
                default:
                    _states.Add(s_succeeded);
                    break;
            }
        }

        if (_states.Count == 0)
        {
            _states.Add("true");
        }
    }

    private void AddText(string? text)
    {
        var wanted = SearchText.KeyOf(text?.Trim() ?? string.Empty);
        if (wanted.Length == 0)
        {
            _texts.Add("true");
            return;
        }

        var pattern = Value($"%{Escape(wanted)}%", NpgsqlDbType.Text);
        _texts.Add($"j.search_text LIKE {pattern}");
        if (Guid.TryParseExact(wanted, "D", out var id))
        {
            _texts.Add($"j.id = {Value(id, NpgsqlDbType.Uuid)} AND j.search_text LIKE {pattern} IS NOT TRUE");
        }
        else if (wanted.All(c => char.IsAsciiHexDigit(c) || c == '-'))
        {
            _texts.Add($"j.id::text LIKE {pattern} AND j.search_text LIKE {pattern} IS NOT TRUE");
        }
    }

    /// <summary>Adds tags. The normalised form of tags that were submitted in another form is in <c>jobs.tag_keys</c>.</summary>
    private void AddTags(RepeatedField<string> tags)
    {
        if (tags.Count == 0)
        {
            _tags.Add("true");
            return;
        }

        var keys = Value(tags.Select(StorableText.Normalise).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
        _tags.Add($"j.tags @> {keys}");
        _tags.Add($"j.id IN (SELECT k.job_id FROM jobs.tag_keys k WHERE k.keys @> {keys}) AND j.tags @> {keys} IS NOT TRUE");
    }

    private string Value(object value, NpgsqlDbType type)
    {
        _values.Add((value, type));
        return string.Create(CultureInfo.InvariantCulture, $"${_values.Count}");
    }

    private static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal);
}
