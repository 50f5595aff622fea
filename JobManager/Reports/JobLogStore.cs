using System.Text;
using Npgsql;
using NpgsqlTypes;
using Platform.Contracts.Jobs;
using Platform.JobManager.Database;
using Platform.ServiceDefaults.Database;

namespace Platform.JobManager.Reports;

/// <summary>Collects log lines for one insert. The log of a job is limited to 2,000 lines and 256 KiB. Not thread-safe.</summary>
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

    /// <summary>True if there is nothing to insert.</summary>
    public bool IsEmpty => _lines.Count == 0;

    /// <summary>The size of a line that counts towards the limit: its message in bytes of UTF-8.</summary>
    public static int SizeOf(JobLogLine line) => Encoding.UTF8.GetByteCount(line.Message);

    /// <summary>Removes all lines.</summary>
    public void Clear() => _lines.Clear();

    /// <summary>Adds the lines that fit. The first line beyond the limit is replaced by a warning that the log is full.</summary>
    /// <param name="progress">The attempt and its new lines.</param>
    /// <param name="linesBefore">The number of lines that the job already has.</param>
    /// <param name="bytesBefore">The size of these lines.</param>
    public void Add(AttemptProgress progress, int linesBefore, int bytesBefore)
    {
        var lines = linesBefore;
        var bytes = bytesBefore;
        foreach (var line in progress.Log)
        {
            var fitted = lines < MaxLines && bytes < MaxBytes;
            lines++;
            bytes += SizeOf(line);
            if (!fitted)
            {
                return;
            }

            var fits = lines < MaxLines && bytes < MaxBytes;
            _lines.Add(new LogLineRow(progress.JobId, lines, progress.Attempt, fits ? line : new JobLogLine(line.Time, "warning", "The log is full: further lines are left out.")));
        }
    }

    /// <summary>Creates the command that inserts the lines.</summary>
    public NpgsqlBatchCommand InsertCommand()
    {
        var command = new NpgsqlBatchCommand(s_insert);
        _lines.AddTo(command.Parameters);
        return command;
    }

    private readonly record struct LogLineRow(Guid JobId, long Sequence, int Attempt, JobLogLine Line);
}
