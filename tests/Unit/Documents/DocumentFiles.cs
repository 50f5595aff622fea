using Platform.Testkit.Files;

namespace Platform.Unit.Documents;

/// <summary>The files of the repository that people read: documents, and the sources that refer to them.</summary>
internal static class DocumentFiles
{
    private static readonly string[] s_generated = ["bin", "obj", "node_modules"];

    /// <summary>README, CONTRIBUTING, CHANGELOG, what is under docs, and the documents beside what they are about.</summary>
    public static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(RepositoryRoot.Path, "*.md")
            .Concat(TopFolders.SelectMany(folder => Under(folder, "*.md")));

    /// <summary>Code, scripts and build files.</summary>
    public static IEnumerable<string> Sources() =>
        TopFolders.SelectMany(folder => ((string[])["*.cs", "*.razor", "*.targets", "*.yml", "*.yaml", "*.sql"]).SelectMany(pattern => Under(folder, pattern)))
            .Concat(Directory.EnumerateFiles(RepositoryRoot.Combine("eng")));

    /// <summary>Folders at the root of the repository, without those that tools make.</summary>
    public static IReadOnlyList<string> TopFolders { get; } =
    [
        .. Directory.EnumerateDirectories(RepositoryRoot.Path).Select(folder => Path.GetFileName(folder))
            .Where(name => !name.StartsWith('.') && !s_generated.Contains(name)).Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Under(string folder, string pattern) =>
        Directory.EnumerateFiles(RepositoryRoot.Combine(folder), pattern, SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(RepositoryRoot.Path, file).Split('/').Any(s_generated.Contains));
}
