using Platform.Broker.Database;
using Platform.Broker.Messages;
using Platform.ServiceDefaults.Database;
using Shouldly;
using Xunit;

namespace Platform.Unit.ServiceDefaults.Database;

public sealed class SqlFilesTests
{
    private readonly SqlFiles _files = new(typeof(SqlFilesTests).Assembly, typeof(Colour));

    private enum Colour
    {
        Red = 3,
        Blue = 14,
    }

    [Theory]
    [InlineData("c = {Colour.Red} AND d IN ({Colour.Blue}, {Colour.Red})", "c = 3 AND d IN (14, 3)")]
    [InlineData("SELECT '{}'::json, ARRAY['{1,2}']", "SELECT '{}'::json, ARRAY['{1,2}']")]
    public void Names_of_values_are_replaced_by_numbers(string written, string sent) => _files.WithNumbers(written).ShouldBe(sent);

    [Theory]
    [InlineData("{Colour.Green}")]
    [InlineData("{Shade.Red}")]
    [InlineData("{Red}")]
    [InlineData("{colour.red}")]
    public void An_unknown_name_is_refused(string name) =>
        Should.Throw<InvalidOperationException>(() => _files.WithNumbers($"c = {name}")).Message.ShouldContain(name);

    [Fact]
    public void A_missing_file_is_named() =>
        Should.Throw<InvalidOperationException>(() => _files.Read<SqlFilesTests>("missing")).Message.ShouldContain("ServiceDefaults/Database/SqlFilesTests.missing.sql");

    [Fact]
    public void Comments_are_removed_from_statements()
    {
        var statement = BrokerSql.Files.Read<SettleWriter>("acknowledge");

        statement.ShouldStartWith("WITH gone AS (");
        statement.ShouldContain("m.phase + 0 = 1");
        statement.ShouldNotContain("--");
    }
}
