using System.Reflection;
using Platform.Broker.Database;
using Platform.JobManager.Database;
using Platform.Operations.Database;
using Platform.ServiceDefaults.Database;
using Platform.Testkit.Files;

namespace Platform.Unit.Architecture.Statements;

/// <summary>A statement of a service, as it is in its file.</summary>
/// <param name="Project">The service's.</param>
/// <param name="Path">From the project's folder.</param>
internal sealed record StatementFile(string Project, string Path)
{
    internal static IReadOnlyDictionary<string, (SqlFiles Files, Assembly Assembly)> Services { get; } = new Dictionary<string, (SqlFiles, Assembly)>(StringComparer.Ordinal)
    {
        ["JobManager"] = (JobSql.Files, typeof(JobSql).Assembly),
        ["Broker"] = (BrokerSql.Files, typeof(BrokerSql).Assembly),
        ["Operations"] = (OperationsSql.Files, typeof(OperationsSql).Assembly),
    };

    internal static IReadOnlyList<StatementFile> All { get; } = [.. Services.Keys.SelectMany(Of)];

    /// <summary>The class that runs it, by its file's name.</summary>
    internal string Owner => System.IO.Path.GetFileName(Path).Split('.')[0];

    /// <summary>The name of the statement, by the name of its file.</summary>
    internal string Name => System.IO.Path.GetFileName(Path).Split('.')[1];

    internal string Folder => System.IO.Path.GetDirectoryName(Path)!;

    internal string FullPath => RepositoryRoot.Combine(Project, Path);

    internal string SourceOfOwner => RepositoryRoot.Combine(Project, Folder, $"{Owner}.cs");

    /// <summary>Null when there is no such class in the folder's namespace.</summary>
    internal Type? OwnerType => Services[Project].Assembly.GetType($"Platform.{Project}.{Folder.Replace('/', '.')}.{Owner}");

    internal IReadOnlyList<string> Comments => [.. File.ReadLines(FullPath).Where(IsComment)];

    /// <summary>As it is written, without comments.</summary>
    internal string Statement => string.Join('\n', File.ReadLines(FullPath).Where(line => !IsComment(line)));

    public override string ToString() => $"{Project}/{Path}";

    private static bool IsComment(string line) => line.TrimStart().StartsWith("--", StringComparison.Ordinal);

    private static IEnumerable<StatementFile> Of(string project)
    {
        var folder = RepositoryRoot.Combine(project);
        return Directory.EnumerateFiles(folder, "*.sql", SearchOption.AllDirectories)
            .Select(file => System.IO.Path.GetRelativePath(folder, file))
            .Where(path => path.Split('/')[0] is not ("Migrations" or "bin" or "obj"))
            .Order(StringComparer.Ordinal)
            .Select(path => new StatementFile(project, path));
    }
}
