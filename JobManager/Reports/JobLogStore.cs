using System.Text;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts.Jobs;
using Platform.JobManager.Database;
using Platform.ServiceDefaults.Database;

namespace Platform.JobManager.Reports;

/// <summary>The stored log of jobs, capped for each job.</summary>
internal sealed class JobLogStore
{
    private const int MaxLines = 2000;
    private const int MaxBytes = 256 * 1024;

    private static readonly string s_insert = JobSql.Files.Read<JobLogStore>("insert");

    private readonly List<Guid> _job = [];
    private readonly List<long> _sequence = [];
    private readonly List<int> _attempt = [];
    private readonly List<DateTimeOffset> _time = [];
    private readonly List<string> _level = [];
    private readonly List<string> _message = [];

    public bool IsEmpty => _job.Count == 0;

    /// <summary>The size of a message as it counts against the cap.</summary>
    public static int SizeOf(JobLogLine line) => Encoding.UTF8.GetByteCount(line.Message);

    public void Clear()
    {
        _job.Clear();
        _sequence.Clear();
        _attempt.Clear();
        _time.Clear();
        _level.Clear();
        _message.Clear();
    }

    /// <summary>Takes the lines that fit; the first that does not is replaced by a note.</summary>
    /// <param name="news">The attempt and its new lines.</param>
    /// <param name="linesBefore">Lines of the job so far.</param>
    /// <param name="bytesBefore">Their size.</param>
    public void Add(AttemptNews news, int linesBefore, int bytesBefore)
    {
        int lines = linesBefore;
        int bytes = bytesBefore;
        foreach (JobLogLine line in news.Log)
        {
            bool fitted = lines < MaxLines && bytes < MaxBytes;
            lines++;
            bytes += SizeOf(line);
            if (!fitted)
            {
                return;
            }

            bool fits = lines < MaxLines && bytes < MaxBytes;
            Add(news, lines, fits ? line : new JobLogLine(line.Time, "warning", "The log is full: further lines are left out."));
        }
    }

    public NpgsqlBatchCommand InsertCommand()
    {
        var command = new NpgsqlBatchCommand(s_insert);
        command.Parameters
            .With(_job, NpgsqlDbType.Array | NpgsqlDbType.Uuid)
            .With(_sequence, NpgsqlDbType.Array | NpgsqlDbType.Bigint)
            .With(_attempt, NpgsqlDbType.Array | NpgsqlDbType.Integer)
            .With(_time, NpgsqlDbType.Array | NpgsqlDbType.TimestampTz)
            .With(_level, NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With(_message, NpgsqlDbType.Array | NpgsqlDbType.Text);
        return command;
    }

    private void Add(AttemptNews news, long sequence, JobLogLine line)
    {
        _job.Add(news.JobId);
        _sequence.Add(sequence);
        _attempt.Add(news.Attempt);
        _time.Add(line.Time.ToUniversalTime());
        _level.Add(line.Level is "warning" or "error" ? line.Level : "info");
        _message.Add(line.Message);
    }
}
