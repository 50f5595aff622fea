using System.Globalization;

namespace Platform.EndToEnd.Captioning;

/// <summary>Processes by descent, from /proc.</summary>
internal static class ChildProcesses
{
    /// <summary>Counts the descendants of some processes.</summary>
    public static int CountBelow(IReadOnlySet<int> ancestors) => Below(ancestors).Count;

    /// <summary>The processes that descend from one of the given, each with that one.</summary>
    public static IReadOnlyDictionary<int, int> Below(IReadOnlySet<int> ancestors)
    {
        var parents = Directory.EnumerateDirectories("/proc")
            .Select(f => int.TryParse(Path.GetFileName(f), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0)
            .Select(pid => (Pid: pid, Parent: ParentOf(pid)))
            .Where(p => p.Parent > 0)
            .ToDictionary(p => p.Pid, p => p.Parent);
        return parents.Keys.Select(pid => (Pid: pid, Ancestor: AncestorOf(pid))).Where(p => p.Ancestor > 0).ToDictionary(p => p.Pid, p => p.Ancestor);

        int AncestorOf(int pid)
        {
            while (parents.TryGetValue(pid, out var parent))
            {
                if (ancestors.Contains(parent))
                {
                    return parent;
                }

                pid = parent;
            }

            return 0;
        }
    }

    private static int ParentOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return 0;
        }
    }
}
