using System.Globalization;

namespace NativeServers;

/// <summary>A process with all that descend from it, read from /proc.</summary>
/// <remarks>Process groups do not do: PostgreSQL gives each of its processes a group of its own.</remarks>
internal static class ProcessTree
{
    /// <summary>Ids of all that descend from <paramref name="processId"/>, parents before children, without itself.</summary>
    internal static IReadOnlyList<int> DescendantsOf(int processId)
    {
        var children = new Dictionary<int, List<int>>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && ParentOf(id) is { } parent)
            {
                (children.TryGetValue(parent, out var siblings) ? siblings : children[parent] = []).Add(id);
            }
        }

        var found = new List<int>();
        var next = new Queue<int>([processId]);
        while (next.TryDequeue(out var id))
        {
            foreach (var child in children.GetValueOrDefault(id, []))
            {
                found.Add(child);
                next.Enqueue(child);
            }
        }

        return found;
    }

    /// <summary>When the process started, in the kernel's own unit: tells two processes of the same id apart. Null when it is gone.</summary>
    internal static string? StartTimeOf(int processId) => FieldsOf(processId)?[19];

    private static int? ParentOf(int processId) =>
        FieldsOf(processId) is { } fields ? int.Parse(fields[1], CultureInfo.InvariantCulture) : null;

    // "id (name) state parent …": the name may hold spaces and parentheses. Zombies are gone already.
    private static string[]? FieldsOf(int processId)
    {
        try
        {
            var status = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
            var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" ? null : fields;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
