using System.Text.RegularExpressions;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Architecture.SchemaChanges;

/// <summary>The version before runs while a migration does, and after it: a release expands a schema, and the one after it contracts.</summary>
public sealed partial class SchemaChangeTests
{
    // What is applied does not change, not even by a mark.
    private static readonly Dictionary<string, string> s_olderThanTheRule = new(StringComparer.Ordinal)
    {
        ["JobManager/Migrations/0016_hand_over_queues.sql"] = "tables move to Broker, and views under their names let the version before go on",
    };

    public static TheoryData<string> Migrations => [.. MigrationText.All.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Migrations))]
    public void The_version_before_can_live_with_a_migration(string name)
    {
        var refused = MigrationText.All[name].Refused(CurrentVersion());

        (s_olderThanTheRule.ContainsKey(name) ? [] : refused).ShouldBeEmpty();
        (s_olderThanTheRule.ContainsKey(name) && refused.Count == 0).ShouldBeFalse("it needs no exception");
    }

    [Fact]
    public void All_services_have_migrations()
    {
        foreach (var service in (string[])["JobManager", "Broker", "Operations", "ApiGateway"])
        {
            MigrationText.All.Keys.ShouldContain(name => name.StartsWith(service + "/", StringComparison.Ordinal));
        }

        s_olderThanTheRule.Keys.Except(MigrationText.All.Keys).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("DROP TABLE jobs.turns;")]
    [InlineData("DROP INDEX IF EXISTS jobs.jobs_due;")]
    [InlineData("DO $$ BEGIN DROP VIEW jobs.queues; END $$;")]
    [InlineData("ALTER TABLE jobs.jobs DROP COLUMN title;")]
    [InlineData("ALTER TABLE jobs.jobs ADD COLUMN IF NOT EXISTS a text, DROP title;")]
    [InlineData("ALTER TABLE jobs.jobs RENAME COLUMN title TO name;")]
    [InlineData("alter table jobs.jobs rename to tasks;")]
    [InlineData("ALTER TABLE jobs.jobs SET SCHEMA broker;")]
    [InlineData("EXECUTE format('ALTER TABLE jobs.%I SET SCHEMA broker', one);")]
    [InlineData("ALTER VIEW jobs.queues RENAME TO other;")]
    [InlineData("ALTER TABLE jobs.jobs ALTER COLUMN priority TYPE integer;")]
    [InlineData("ALTER TABLE jobs.jobs ALTER priority SET DATA TYPE integer USING priority::integer;")]
    [InlineData("ALTER TABLE jobs.jobs ALTER COLUMN title SET NOT NULL;")]
    [InlineData("ALTER TABLE jobs.jobs ALTER COLUMN failures DROP DEFAULT;")]
    [InlineData("ALTER TABLE jobs.jobs ADD COLUMN host text NOT NULL;")]
    [InlineData("ALTER TABLE jobs.jobs ADD COLUMN code text UNIQUE;")]
    [InlineData("ALTER TABLE jobs.jobs ADD CONSTRAINT jobs_title UNIQUE (title);")]
    [InlineData("CREATE UNIQUE INDEX jobs_title ON jobs.jobs (title);")]
    [InlineData("TRUNCATE jobs.audit;")]
    [InlineData("REVOKE SELECT ON jobs.audit FROM broker;")]
    public void What_the_version_before_relies_on_stays(string sql) => Kinds(sql).ShouldBe([RiskyChange.Contract]);

    [Theory]
    [InlineData("ALTER TABLE jobs.jobs ADD CONSTRAINT jobs_title CHECK (title <> '');")]
    [InlineData("ALTER TABLE jobs.jobs ADD FOREIGN KEY (owner_id) REFERENCES identity.users;")]
    [InlineData("ALTER TABLE jobs.jobs ADD CONSTRAINT c CHECK (attempt > 0) NOT VALID;\nALTER TABLE jobs.jobs VALIDATE CONSTRAINT c;")]
    [InlineData("ALTER TABLE jobs.jobs ADD COLUMN key uuid NOT NULL DEFAULT gen_random_uuid();")]
    [InlineData("ALTER TABLE jobs.jobs ADD COLUMN size bigint GENERATED ALWAYS AS (length(title)) STORED;")]
    [InlineData("ALTER TABLE jobs.jobs ALTER COLUMN title SET DEFAULT '', ALTER COLUMN title SET NOT NULL;")]
    [InlineData("CREATE INDEX IF NOT EXISTS jobs_title ON jobs.jobs (title);")]
    [InlineData("LOCK TABLE jobs.jobs;")]
    [InlineData("ALTER TABLE jobs.jobs SET LOGGED;")]
    public void Long_locks_are_recognised(string sql) => Kinds(sql).ShouldBe([RiskyChange.Lock]);

    [Theory]
    [InlineData("CREATE TABLE jobs.a (id uuid PRIMARY KEY, CHECK (id IS NOT NULL));\nCREATE UNIQUE INDEX a_id ON jobs.a (id);\nALTER TABLE jobs.a ALTER COLUMN id SET NOT NULL;")]
    [InlineData("ALTER TABLE jobs.jobs ADD COLUMN IF NOT EXISTS host text;")]
    [InlineData("ALTER TABLE jobs.jobs ADD COLUMN size bigint NOT NULL DEFAULT 0, ADD COLUMN at timestamptz DEFAULT now();")]
    [InlineData("ALTER TABLE jobs.jobs ADD CONSTRAINT c CHECK (attempt > 0) NOT VALID;")]
    [InlineData("ALTER TABLE jobs.jobs VALIDATE CONSTRAINT of_the_release_before;")]
    [InlineData("ALTER TABLE jobs.jobs SET (fillfactor = 50), ALTER COLUMN attempt SET DEFAULT 1;")]
    [InlineData("ALTER TABLE jobs.jobs DROP CONSTRAINT jobs_counts;")]
    [InlineData("CREATE FUNCTION jobs.f() RETURNS int LANGUAGE sql RETURN 1;\nDROP FUNCTION jobs.f;")]
    [InlineData("-- DROP TABLE jobs.turns;\nUPDATE jobs.jobs SET title = NULL; /* RENAME\n */")]
    [InlineData("DELETE FROM jobs.audit WHERE action = 'revoke';")]
    public void Expansions_are_allowed(string sql) => Kinds(sql).ShouldBeEmpty();

    [Theory]
    [InlineData("-- contract after 1.2.0: nothing of it reads the column\n", "1.3.0", true)]
    [InlineData("    // contract after 1.2.0: nothing of it reads the column\n", "2.0.0", true)]
    [InlineData("-- contract after 1.2.0: nothing reads the column\n", "1.2.0", false)]
    [InlineData("-- contract after 1.2.0:\n", "1.3.0", false)]
    [InlineData("-- contract: nothing reads it\n", "1.3.0", false)]
    [InlineData("-- lock: the table is small\n", "1.3.0", false)]
    public void A_contract_names_a_release_before_this_one_and_why(string mark, string version, bool isAllowed) =>
        (new MigrationText("m", mark + "ALTER TABLE jobs.jobs DROP COLUMN title;").Refused(Version.Parse(version)).Count == 0).ShouldBe(isAllowed);

    [Theory]
    [InlineData("-- lock: the table has a row for each worker\n", true)]
    [InlineData("-- lock:\n", false)]
    [InlineData("", false)]
    public void A_lock_says_why_it_is_short(string mark, bool isAllowed) =>
        (new MigrationText("m", mark + "CREATE INDEX jobs_title ON jobs.jobs (title);").Refused(new Version(1, 3, 0)).Count == 0).ShouldBe(isAllowed);

    [Fact]
    public void Methods_of_the_framework_are_looked_at_too() =>
        new MigrationText("m", "void Up() => migrationBuilder.DropColumn(\"a\", \"b\");").Refused(new Version(1, 3, 0)).ShouldHaveSingleItem().Kind.ShouldBe(RiskyChange.Contract);

    private static IEnumerable<string> Kinds(string sql) => RiskyChange.In(sql).Select(change => change.Kind).Distinct();

    private static Version CurrentVersion() =>
        Version.Parse(CurrentVersionElement().Match(File.ReadAllText(RepositoryRoot.Combine("Directory.Build.props"))).Groups["version"].Value);

    [GeneratedRegex(@"<Version>(?<version>\d+\.\d+\.\d+)</Version>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CurrentVersionElement();
}
