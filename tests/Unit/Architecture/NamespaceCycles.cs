using Mono.Cecil;

namespace Platform.Unit.Architecture;

/// <summary>Finds namespaces of an assembly that need each other, directly or in a circle.</summary>
internal static class NamespaceCycles
{
    /// <summary>One line for each circle found: the namespaces, and for each step two types that make it.</summary>
    internal static IReadOnlyList<string> In(AssemblyDefinition assembly)
    {
        var steps = Steps(assembly);
        var circles = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var start in steps.Keys)
        {
            if (ShortestWayBack(start, steps) is { } way)
            {
                var members = string.Join(", ", way.Order(StringComparer.Ordinal));
                circles.TryAdd(members, string.Join("; ", way.Select((from, i) => steps[from][way[(i + 1) % way.Count]])));
            }
        }

        return [.. circles.Values];
    }

    // From namespace to namespace, with an example.
    private static Dictionary<string, Dictionary<string, string>> Steps(AssemblyDefinition assembly)
    {
        var steps = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        foreach (var type in assembly.MainModule.Types.Where(type => IsOurs(type) && !IsWiring(type, assembly)))
        {
            foreach (var used in TypeDependencies.Of(type).Where(used => used.Scope == assembly.MainModule && IsOurs(used) && used.Namespace != type.Namespace))
            {
                (steps.TryGetValue(type.Namespace, out var onward) ? onward : steps[type.Namespace] = [])
                    .TryAdd(used.Namespace, $"{type.FullName} uses {used.FullName}");
            }
        }

        return steps;
    }

    private static bool IsOurs(TypeReference type) => type.Namespace.StartsWith("Platform.", StringComparison.Ordinal);

    // Above all folders stands what puts their parts together; it may name them all, and they may use what else is there.
    private static bool IsWiring(TypeDefinition type, AssemblyDefinition assembly) =>
        type.Namespace == $"Platform.{assembly.Name.Name}" && type.IsAbstract && type.IsSealed && type.Name.EndsWith("Extensions", StringComparison.Ordinal);

    private static List<string>? ShortestWayBack(string start, Dictionary<string, Dictionary<string, string>> steps)
    {
        var cameFrom = new Dictionary<string, string>(StringComparer.Ordinal);
        var next = new Queue<string>([start]);
        while (next.TryDequeue(out var here))
        {
            foreach (var there in steps.GetValueOrDefault(here, []).Keys)
            {
                if (there == start)
                {
                    var way = new List<string> { here };
                    while (way[0] != start)
                    {
                        way.Insert(0, cameFrom[way[0]]);
                    }

                    return way;
                }

                if (cameFrom.TryAdd(there, here))
                {
                    next.Enqueue(there);
                }
            }
        }

        return null;
    }
}
