using System.Text.RegularExpressions;
using Mono.Cecil.Cil;
using Shouldly;
using Xunit;

namespace Platform.Unit.Architecture.Statements;

/// <summary>Statements are in files; code has only what it must put together.</summary>
public sealed partial class StatementsInCodeTests
{
    // How each begins that is in code, with spaces for line breaks, and why. What is not here belongs into a file.
    private static readonly (string Type, string Begins, string Reason)[] s_composed =
    [
        ("DispatchOutbox", "SELECT j.id, j.attempt", "the columns are one list for all statements that queue jobs"),
        ("JobReader", "SELECT j.id, j.owner_id", "the columns are one list for all statements that read a job"),
        ("JobReader", "SELECT 1", "the same condition, without columns"),
        ("JobFilterSql", "SELECT * FROM (", "a branch for each way in which a filter can match"),
        ("JobFilterSql", "(SELECT", "a branch with the conditions of a filter"),
        ("JobFilterSql", "SELECT count(*)::integer, count(*) FILTER", "around the page of a filter"),
        ("JobFilterSql", "j.shelf IS NULL AND j.state =", "a condition of a filter"),
        ("JobFilterSql", "j.id IN (SELECT k.job_id", "a condition of a filter"),
        ("QueueStore", "SELECT q.", "the columns of a queue with those of its counts"),
        ("QueueStore", "SELECT pg_notify(", "the channel is named once, for who tells and who listens"),
        ("QueueRegistry", "SELECT q.", "the columns are one list for all statements that read a queue"),
        ("ProcessedPartitions", "SELECT pg_advisory_xact_lock(", "the partition's name and times are no parameters"),
        ("ProcessedPartitions", "(LIKE broker.processed_messages", "the partition's name and times are no parameters"),
        ("ProcessedPartitions", "WITH gone AS MATERIALIZED (SELECT", "the partition's name is no parameter"),
        ("ProcessedPartitions", "p JOIN broker.queues q", "the partition's name is no parameter"),
        ("MessageReader", "SELECT * FROM ( SELECT m.*", "around the page of any status, with the bound of an answer"),
        ("MessageReader", "SELECT * FROM (", "around the columns of a message"),
        ("MessageReader", "SELECT m.* FROM unnest($1)", "around the page of any status, for several queues"),
        ("IncidentStore", "SELECT", "the columns are one list for all statements that read an incident"),
        ("MessageReader", "SELECT id", "the columns are one list for all statements that read a message"),
    ];

    public static TheoryData<string> Projects => [.. StatementFile.Services.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Code_contains_no_statement_except_the_declared_ones(string project) =>
        Literals(project).Where(literal => IsOfStatement(literal.Text) && !s_composed.Any(part => Is(part, literal)))
            .Select(literal => $"{literal.Type}: {literal.Text}").ShouldBeEmpty();

    [Fact]
    public void Every_declared_statement_exists_in_code()
    {
        var literals = StatementFile.Services.Keys.SelectMany(Literals).Where(literal => IsOfStatement(literal.Text)).ToList();

        s_composed.Where(part => !literals.Exists(literal => Is(part, literal))).ShouldBeEmpty();
        s_composed.ShouldAllBe(part => part.Reason.Length > 0);
    }

    [Theory]
    [InlineData("SELECT id FROM jobs.jobs", true)]
    [InlineData("j.id IN (SELECT k.job_id", true)]
    [InlineData("INSERT INTO jobs.jobs (id) VALUES ($1)", true)]
    [InlineData("UPDATE jobs.jobs SET state = $1", true)]
    [InlineData("WITH d AS (DELETE FROM broker.messages)", true)]
    [InlineData("ON CONFLICT (queue_id, slot) DO UPDATE SET kept = c.kept", false)]
    [InlineData("Select a queue to update.", false)]
    [InlineData("RETURNING j.id", false)]
    public void A_fragment_of_SQL_is_detected(string text, bool isPart) => IsOfStatement(text).ShouldBe(isPart);

    // Compilers cut what is put together into pieces as they like.
    private static bool Is((string Type, string Begins, string Reason) part, (string Type, string Text) literal) =>
        part.Type == literal.Type && (literal.Text.StartsWith(part.Begins, StringComparison.Ordinal) || part.Begins.StartsWith(literal.Text, StringComparison.Ordinal));

    private static bool IsOfStatement(string text) => Keyword().IsMatch(text);

    private static IEnumerable<(string Type, string Text)> Literals(string project) =>
        from type in ProductProject.Named(project).Assembly!.MainModule.GetTypes()
        from text in type.Methods.Where(method => method.HasBody).SelectMany(method => method.Body.Instructions)
            .Where(instruction => instruction.OpCode == OpCodes.Ldstr).Select(instruction => (string)instruction.Operand)
            .Concat(type.Fields.Where(field => field.HasConstant).Select(field => field.Constant).OfType<string>())
        select (TypeDependencies.Outermost(type).Name, Spaces().Replace(text, " ").Trim());

    [GeneratedRegex(@"\b(SELECT|INSERT INTO|DELETE FROM)\b|\bUPDATE [a-z]+\.[a-z]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Keyword();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
