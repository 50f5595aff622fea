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

    private readonly RowColumns<LogLineRow> _lines = new RowColumns<LogLineRow>()
        .With(NpgsqlDbType.Uuid, static row => row.JobId)
        .With(NpgsqlDbType.Bigint, static row => row.Sequence)
        .With(NpgsqlDbType.Integer, static row => row.Attempt)
        .With(NpgsqlDbType.TimestampTz, static row => row.Line.Time.ToUniversalTime())
        .With(NpgsqlDbType.Text, static row => row.Line.Level is "warning" or "error" ? row.Line.Level : "info")
        .With(NpgsqlDbType.Text, static row => row.Line.Message);

    public bool IsEmpty => _lines.Count == 0;

    /// <summary>The size of a message as it counts against the cap.</summary>
    public static int SizeOf(JobLogLine line) => Encoding.UTF8.GetByteCount(line.Message);

    public void Clear() => _lines.Clear();

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
            _lines.Add(new LogLineRow(news.JobId, lines, news.Attempt, fits ? line : new JobLogLine(line.Time, "warning", "The log is full: further lines are left out.")));
        }
    }

    public NpgsqlBatchCommand InsertCommand()
    {
        var command = new NpgsqlBatchCommand(s_insert);
        _lines.AddTo(command.Parameters);
        return command;
    }

    private readonly record struct LogLineRow(Guid JobId, long Sequence, int Attempt, JobLogLine Line);
}
