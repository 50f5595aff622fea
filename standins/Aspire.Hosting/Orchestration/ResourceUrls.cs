using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>The links of an instance.</summary>
internal static class ResourceUrls
{
    public static ImmutableArray<UrlSnapshot> Of(IResource resource, int instance)
    {
        var urls = new List<ResourceUrlAnnotation>();
        if (resource is IResourceWithEndpoints listening)
        {
            urls.AddRange(listening.GetEndpoints().Where(e => e.EndpointAnnotation.Instances.IsCompletedSuccessfully)
                .Select(e => new ResourceUrlAnnotation { Url = e.EndpointAnnotation.Instances.Result[instance].UriString, Endpoint = e }));
        }

        urls.AddRange(resource.Annotations.OfType<ResourceUrlAnnotation>().Select(u => new ResourceUrlAnnotation { Url = u.Url, DisplayText = u.DisplayText, DisplayOrder = u.DisplayOrder, Endpoint = u.Endpoint, DisplayLocation = u.DisplayLocation }));
        foreach (var change in resource.Annotations.OfType<ResourceUrlsCallbackAnnotation>())
        {
            change.Callback(urls);
        }

        return [.. urls.OrderByDescending(u => u.DisplayOrder ?? 0).Select(u => new UrlSnapshot(u.Endpoint?.EndpointName, Absolute(u), u.DisplayLocation == UrlDisplayLocation.DetailsOnly)
        {
            DisplayText = u.DisplayText,
        })];
    }

    private static string Absolute(ResourceUrlAnnotation url)
        => url.Endpoint is { IsAllocated: true } endpoint && !url.Url.Contains("://", StringComparison.Ordinal)
            ? new Uri(new Uri(endpoint.Url), url.Url).ToString()
            : url.Url;
}
