using System.Text;

namespace Platform.Unit.Architecture;

/// <summary>Renders the table of dependencies in docs/architecture.md.</summary>
internal static class DependencyTable
{
    /// <summary>Libraries that reach a server or a service outside, by the name of what they reach.</summary>
    private static readonly (string Assembly, string Reaches)[] s_clients =
    [
        ("Npgsql", "PostgreSQL"),
        ("Npgsql.EntityFrameworkCore.PostgreSQL", "PostgreSQL"),
        ("RabbitMQ.Client", "RabbitMQ"),
        ("StackExchange.Redis", "Redis"),
        ("AWSSDK.S3", "S3"),
        ("MailKit", "SMTP"),
    ];

    /// <summary>Returns the servers that a project's own code reaches, in alphabetical order.</summary>
    internal static IReadOnlyList<string> Reached(ProductProject project) =>
    [
        .. (project.Assembly?.MainModule.AssemblyReferences ?? [])
            .SelectMany(reference => s_clients.Where(client => client.Assembly == reference.Name).Select(client => client.Reaches))
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The table in Markdown.</summary>
    internal static string Render()
    {
        var table = new StringBuilder("| Project | References | Reaches |\n|---|---|---|\n");
        foreach (var project in ProductProject.All)
        {
            // The contracts are part of everything, and so are their packages.
            string[] references = [.. project.References, .. project.Name == "Contracts" ? project.Packages : []];
            table.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {project.Name} | {List(references)} | {List(Reached(project))} |\n");
        }

        return table.ToString();
    }

    private static string List(IReadOnlyList<string> names) => names.Count == 0 ? "–" : string.Join(", ", names);
}
