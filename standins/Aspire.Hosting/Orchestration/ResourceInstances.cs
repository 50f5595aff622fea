using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>The processes (or stand-alone parts) that make up a resource, one for each replica.</summary>
internal static class ResourceInstances
{
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>The names of the instances, stable while the application runs, such as <c>worker-k2x9qf7d</c>.</summary>
    public static IReadOnlyList<string> Ids(IResource resource)
    {
        lock (resource.Annotations)
        {
            if (resource.TryGetLastAnnotation<InstanceIds>(out var known) && known.Ids.Count == resource.GetReplicaCount())
            {
                return known.Ids;
            }

            var ids = new InstanceIds([.. Enumerable.Range(0, resource.GetReplicaCount()).Select(_ => $"{resource.Name}-{RandomNumberGenerator.GetString(Alphabet, 8)}")]);
            resource.Annotations.Add(ids);
            return ids.Ids;
        }
    }

    /// <summary>The random part of an instance's name.</summary>
    public static string Suffix(IResource resource, int instance) => Ids(resource)[instance][(resource.Name.Length + 1)..];

    public static string TypeOf(IResource resource) => resource switch
    {
        ProjectResource => "Project",
        ParameterResource => "Parameter",
        ExecutableResource => "Executable",
        _ => resource.GetType().Name,
    };

    private sealed record InstanceIds(IReadOnlyList<string> Ids) : IResourceAnnotation;
}

/// <param name="Timeout">How long a resource waits for another before that is an error.</param>
/// <param name="Default">What waits do when the awaited resource ended.</param>
internal sealed record WaitPolicy(TimeSpan Timeout, WaitBehavior Default);
