using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Architecture.Statements;

/// <summary>Statements are in files beside the classes that run them, say what they do, and name values instead of their numbers.</summary>
public sealed partial class StatementFileTests
{
    public static TheoryData<string> Projects => [.. StatementFile.Services.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Files_are_beside_their_class_and_embedded_under_their_path(string project)
    {
        var files = Of(project);
        files.Count.ShouldBeGreaterThan(40);
        files.Where(file => !File.Exists(file.SourceOfOwner) || file.OwnerType is null).ShouldBeEmpty();
        files.Where(file => !FileName().IsMatch(Path.GetFileName(file.Path))).ShouldBeEmpty();

        StatementFile.Services[project].Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal) && !name.Contains(".Migrations.", StringComparison.Ordinal))
            .ShouldBe(files.Select(file => file.Path), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_file_is_read_by_its_class(string project) =>
        Of(project).Where(file => !File.ReadAllText(file.SourceOfOwner).Contains($"\"{file.Name}\"", StringComparison.Ordinal)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_class_finds_what_it_reads(string project)
    {
        // Classes read their statements when they are first used.
        var readers = Directory.EnumerateFiles(RepositoryRoot.Combine(project), "*.cs", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("Sql.Files.", StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(RepositoryRoot.Combine(project), file)[..^".cs".Length].Replace('/', '.'))
            .ToList();

        readers.Count.ShouldBeGreaterThan(10);
        foreach (var reader in readers)
        {
            RuntimeHelpers.RunClassConstructor(StatementFile.Services[project].Assembly.GetType($"Platform.{project}.{reader}", throwOnError: true)!.TypeHandle);
        }
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_enumeration_value_in_a_file_exists(string project)
    {
        foreach (var file in Of(project))
        {
            StatementFile.Services[project].Files.Read(file.OwnerType!, file.Name).ShouldNotMatch(@"\{\w", file.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_file_begins_with_its_purpose_and_describes_all_parameters(string project)
    {
        foreach (var file in Of(project))
        {
            File.ReadLines(file.FullPath).First().ShouldStartWith("-- ", customMessage: file.ToString());
            file.Statement.ShouldNotContain("--", customMessage: $"{file}: a comment has a line of its own");
            Parameters(file.Statement).ShouldBe(Parameters(string.Join('\n', file.Comments)), ignoreOrder: true, file.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Files_use_names_instead_of_enumeration_numbers(string project) =>
        Of(project).SelectMany(file => NakedNumbers.In(file.Statement).Select(found => $"{file}: {found}")).ShouldBeEmpty();

    [Theory]
    [InlineData("WHERE j.state = 1", true)]
    [InlineData("WHERE m.phase + 0 = 1 AND true", true)]
    [InlineData("WHERE phase + 0 IN (0, 2, 4)", true)]
    [InlineData("WHERE state IN ({JobState.Failed}, 5)", true)]
    [InlineData("WHERE l.state < 3", true)]
    [InlineData("count(*) FILTER (WHERE phase <> 3)", true)]
    [InlineData("UPDATE jobs.jobs SET state = 2, shelf = NULL", true)]
    [InlineData("state = CASE WHEN o.state = {JobState.Running} THEN 2 ELSE 5 END", true)]
    [InlineData("SELECT CASE j.state WHEN 3 THEN 'succeeded' END", true)]
    [InlineData("id, 5::smallint AS phase, content", true)]
    [InlineData("SELECT id, 5::smallint, delivered_at FROM gone", true)]
    [InlineData("INSERT INTO broker.messages (id, rank, phase) SELECT next(), 0, 0 FROM n", true)]
    [InlineData("INSERT INTO a.b AS c (id, state) SELECT max(extract(epoch FROM t)), CASE WHEN true THEN 1 END FROM n", true)]
    [InlineData("SELECT pg_advisory_xact_lock(8102)", true)]
    [InlineData("WHERE j.state = {JobShelf.Live}", true)]
    [InlineData("WHERE m.phase + 0 = {Phase.Delivered} AND delivery_count > 0", false)]
    [InlineData("WHERE state = {JobState.Queued} AND attempt = 1", false)]
    [InlineData("INSERT INTO broker.messages (id, rank, phase) SELECT next(), 0, {Phase.Ready} FROM n", false)]
    [InlineData("INSERT INTO jobs.jobs (state, attempt) SELECT {JobState.Queued}, 1 FROM n", false)]
    [InlineData("state = t.state, shelf = t.shelf, attempt = j.attempt + 1", false)]
    [InlineData("rank = CASE WHEN s.action = {SettleAction.Extend} THEN 0 END", false)]
    [InlineData("WHERE action = $4 AND phase = $1", false)]
    public void A_raw_enumeration_number_is_detected(string statement, bool isNaked) =>
        NakedNumbers.In(statement).Any().ShouldBe(isNaked);

    private static List<StatementFile> Of(string project) => [.. StatementFile.All.Where(file => file.Project == project)];

    private static List<string> Parameters(string text) => [.. Parameter().Matches(text).Select(match => match.Value).Distinct()];

    [GeneratedRegex(@"\$\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^[A-Z]\w+\.[a-z]+(-[a-z]+)*\.sql$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileName();
}
