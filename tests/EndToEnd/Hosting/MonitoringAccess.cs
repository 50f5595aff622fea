using System.Net.Http.Headers;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Platform.AppHost.Monitoring;

namespace Platform.EndToEnd.Hosting;

internal static class MonitoringAccess
{
    /// <summary>A client of Prometheus or Alertmanager, signed in as whoever reads the password on the resource dashboard.</summary>
    /// <param name="app">The platform.</param>
    /// <param name="name"><c>prometheus</c> or <c>alertmanager</c>.</param>
    public static async Task<HttpClient> CreateMonitoringClientAsync(this DistributedApplication app, string name)
    {
        var parameter = app.Services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<ParameterResource>().Single(known => known.Name == "monitoring-password");
        var password = await parameter.GetValueAsync(CancellationToken.None);
        var client = new HttpClient { BaseAddress = app.GetEndpoint(name, "http") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{MonitoringGuard.User}:{password}")));
        return client;
    }
}
