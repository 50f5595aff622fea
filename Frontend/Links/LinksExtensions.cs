using Platform.Frontend.Gateway;

namespace Platform.Frontend.Links;

internal static class LinksExtensions
{
    /// <summary>Adds what opens links to captions.</summary>
    public static void AddLinks(this IHostApplicationBuilder builder) => builder.Services.AddTransient<LinkedApi>().AddTransient<LinkReader>();
}
