using System.Text.RegularExpressions;
using Platform.Testkit.Files;

namespace Platform.Unit.Architecture.SchemaChanges;

/// <summary>A migration: what it changes, and what it says about that.</summary>
/// <param name="Name">The file's.</param>
/// <param name="Text">All of a file of statements; of a class its method <c>Up</c>.</param>
internal sealed partial record MigrationText(string Name, string Text)
{
    /// <summary>Those of all services.</summary>
    internal static IReadOnlyDictionary<string, MigrationText> All { get; } =
        ((string[])["JobManager", "Broker", "Operations"]).SelectMany(service => Files("*.sql", service, "Migrations")).Select(file => new MigrationText(NameOf(file), File.ReadAllText(file)))
            .Concat(Files("*.cs", "ApiGateway", "Database", "Migrations").Select(file => new MigrationText(NameOf(file), UpOf(File.ReadAllText(file)))))
            .ToDictionary(migration => migration.Name, StringComparer.Ordinal);

    /// <summary>Finds what no mark allows.</summary>
    /// <param name="version">The version that is being made.</param>
    internal IReadOnlyList<RiskyChange> Refused(Version version)
    {
        var allowed = Mark().Matches(Text)
            .Where(mark => !mark.Groups["version"].Success || Version.Parse(mark.Groups["version"].Value) < version)
            .Select(mark => mark.Groups["kind"].Value).ToHashSet(StringComparer.Ordinal);
        return [.. RiskyChange.In(Text).Concat(Built()).Where(change => !allowed.Contains(change.Kind))];
    }

    // What a class has done by methods instead of statements.
    private IEnumerable<RiskyChange> Built() => Method().Matches(Text).Select(match => new RiskyChange(RiskyChange.Contract, match.Value));

    private static IEnumerable<string> Files(string pattern, params string[] folder) => Directory.EnumerateFiles(RepositoryRoot.Combine(folder), pattern);

    private static string NameOf(string file) => Path.GetRelativePath(RepositoryRoot.Path, file);

    private static string UpOf(string source) => source[source.IndexOf("void Up(", StringComparison.Ordinal)..source.IndexOf("void Down(", StringComparison.Ordinal)];

    // "-- contract after 1.0.0: why" and "-- lock: why"; in a class with two slashes.
    [GeneratedRegex(@"^\s*(--|//) ((?<kind>contract) after (?<version>\d+\.\d+\.\d+)|(?<kind>lock)): \S", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mark();

    [GeneratedRegex(@"\bmigrationBuilder\.(Drop|Rename|Alter|AddUnique|AddCheck)\w+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Method();
}
