namespace Platform.Frontend.Forwarding;

internal static class ForwardingExtensions
{
    public static void AddForwarding(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<Forwarder>();
}
