using System.Xml.Linq;
using Mono.Cecil;
using Platform.Testkit.Files;

namespace Platform.Unit.Architecture;

/// <summary>A project of the product: what its project file says and what its assembly holds.</summary>
internal sealed class ProductProject
{
    private ProductProject(string projectFile)
    {
        Folder = Path.GetDirectoryName(projectFile)!;
        Name = Path.GetFileNameWithoutExtension(projectFile);
        var items = XDocument.Load(projectFile).Descendants().ToList();
        ReferencedPaths = [.. items.Where(item => item.Name.LocalName == "ProjectReference").Select(item => item.Attribute("Include")!.Value)];
        Packages =
        [
            .. items.Where(item => item.Name.LocalName == "PackageReference" && item.Attribute("PrivateAssets")?.Value != "all")
                .Select(item => item.Attribute("Include")!.Value).Order(StringComparer.Ordinal),
        ];
        References = [.. ReferencedPaths.Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];
    }

    /// <summary>All of them, in the order in which people read about them.</summary>
    internal static IReadOnlyList<ProductProject> All { get; } =
    [
        .. ((string[])["AppHost", "Frontend", "ApiGateway", "JobManager", "Broker", "Operations", "Worker", "Maintenance", "Recogniser", "Captions", "Speech", "Client", "Objectives", "ObjectStorage", "Contracts", "ServiceDefaults"])
            .Select(name => new ProductProject(RepositoryRoot.Combine(name, $"{name}.csproj"))),
    ];

    internal string Name { get; }

    internal string Folder { get; }

    internal IReadOnlyList<string> References { get; }

    internal IReadOnlyList<string> ReferencedPaths { get; }

    /// <summary>The packages that come with it to everybody who references it.</summary>
    internal IReadOnlyList<string> Packages { get; }

    /// <summary>Null for the AppHost, which refers to the others without using them as libraries.</summary>
    internal AssemblyDefinition? Assembly { get; private set; }

    internal static ProductProject Named(string name) => All.Single(project => project.Name == name);

    /// <summary>Those with an assembly beside this test.</summary>
    internal static IReadOnlyList<ProductProject> WithAssemblies { get; } = ReadAssemblies();

    private static List<ProductProject> ReadAssemblies()
    {
        var found = new List<ProductProject>();
        foreach (var project in All)
        {
            var file = Path.Combine(AppContext.BaseDirectory, $"{project.Name}.dll");
            if (File.Exists(file))
            {
                project.Assembly = AssemblyDefinition.ReadAssembly(file, new ReaderParameters { InMemory = true });
                found.Add(project);
            }
        }

        return found;
    }
}
