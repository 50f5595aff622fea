namespace Platform.Frontend.Elements;

internal static class ElementsExtensions
{
    public static void AddElements(this IServiceCollection services)
    {
        services.AddScoped<Notices>();
        services.AddScoped<Questions>();
    }
}
