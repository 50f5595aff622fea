using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Stops resources in reverse: each when all that wait for it or refer to it have stopped.</summary>
internal static class StopOrder
{
    public static IEnumerable<Task> Stops(IEnumerable<IResource> resources, Func<IResource, Task> stop)
    {
        var all = resources.ToArray();
        var dependents = all.ToDictionary(r => r, r => all.Where(other => other != r && Needs(other).Contains(r)).ToArray());
        var stops = new Dictionary<IResource, Task>();
        var underWay = new HashSet<IResource>();
        return all.Select(Stop).ToArray();

        Task Stop(IResource resource)
        {
            if (stops.TryGetValue(resource, out var known))
            {
                return known;
            }

            // References may form a circle, waits may not: a circle is cut where it closes.
            underWay.Add(resource);
            var first = dependents[resource].Where(d => !underWay.Contains(d)).Select(Stop).ToArray();
            underWay.Remove(resource);
            return stops[resource] = AfterAsync(first, resource);
        }

        async Task AfterAsync(Task[] first, IResource resource)
        {
            await Task.WhenAll(first).ConfigureAwait(false);
            await stop(resource).ConfigureAwait(false);
        }
    }

    private static HashSet<IResource> Needs(IResource resource)
    {
        var needed = resource.Annotations.OfType<WaitAnnotation>().Select(w => w.Resource)
            .Concat(resource.Annotations.OfType<ResourceRelationshipAnnotation>().Select(r => r.Resource))
            .ToHashSet();
        needed.UnionWith(needed.OfType<IResourceWithParent>().Select(p => p.Parent).ToArray());
        return needed;
    }
}
