using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using NpgsqlTypes;
using Platform.Broker.Messages;
using Platform.JobManager.Reports;
using Platform.JobManager.Submission;
using Platform.ServiceDefaults.Database;
using Shouldly;
using Xunit;

namespace Platform.Unit.ServiceDefaults.Database;

public sealed partial class RowColumnsTests
{
    [Fact]
    public void Each_column_is_an_array_with_the_values_of_all_rows()
    {
        var columns = new RowColumns<string>().With(NpgsqlDbType.Text, row => row).With(NpgsqlDbType.Integer, row => row.Length).With<int?>(NpgsqlDbType.Integer, row => row.Length > 1 ? 7 : null);
        columns.Add("forgotten");
        columns.Clear();
        columns.Add("a");
        columns.Add("bc");

        using var command = new NpgsqlCommand();
        columns.AddTo(command.Parameters);

        columns.Count.ShouldBe(2);
        command.Parameters.Select(parameter => parameter.NpgsqlDbType).ShouldBe([NpgsqlDbType.Array | NpgsqlDbType.Text, NpgsqlDbType.Array | NpgsqlDbType.Integer, NpgsqlDbType.Array | NpgsqlDbType.Integer]);
        command.Parameters[0].Value.ShouldBeOfType<List<string>>().ShouldBe(["a", "bc"]);
        command.Parameters[1].Value.ShouldBeOfType<List<int>>().ShouldBe([1, 2]);
        command.Parameters[2].Value.ShouldBeOfType<List<int?>>().ShouldBe([null, 7]);
    }

    [Fact]
    public void Statements_get_one_parameter_for_each_column()
    {
        var jobs = new SubmissionColumns();
        var messages = new PublishColumns();
        using var batch = new NpgsqlBatch();
        messages.AppendPlain(batch, DateTimeOffset.UnixEpoch, 0);
        messages.AppendFull(batch, DateTimeOffset.UnixEpoch, 0);

        foreach (var command in (NpgsqlBatchCommand[])[jobs.PlainCommand(), jobs.FullCommand(), new JobLogStore().InsertCommand(), .. batch.BatchCommands.Cast<NpgsqlBatchCommand>()])
        {
            var last = Parameter().Matches(command.CommandText).Max(match => int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture));
            command.Parameters.Count.ShouldBe(last, command.CommandText);
        }
    }

    [GeneratedRegex(@"\$(?<number>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
