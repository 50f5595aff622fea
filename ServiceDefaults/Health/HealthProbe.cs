using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Platform.ServiceDefaults.Health;

/// <summary>
/// Asks the service that runs in the same container whether it is ready. The image of a service has no program that sends requests, so its container's
/// health check runs the service's own program with the argument <see cref="Argument"/>.
/// </summary>
public static class HealthProbe
{
    /// <summary>The argument that makes a service's program ask instead of serve.</summary>
    public const string Argument = "probe";

    private const int DefaultPort = 5000;
    private static readonly TimeSpan s_maxAnswer = TimeSpan.FromSeconds(5);

    /// <summary>Requests <c>/health/ready</c> on the first port that the environment variables of the service name.</summary>
    /// <returns>The exit code: 0 if the service is ready, otherwise 1, with the reason on standard error.</returns>
    public static Task<int> RunAsync() => RunAsync(AddressOf(new ConfigurationBuilder().AddEnvironmentVariables("ASPNETCORE_").Build()), Console.Error);

    /// <summary>Requests an address; any answer of success means ready.</summary>
    internal static async Task<int> RunAsync(Uri address, TextWriter errors)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = s_maxAnswer };
        try
        {
            using var answer = await client.GetAsync(address).ConfigureAwait(false);
            if (answer.IsSuccessStatusCode)
            {
                return 0;
            }

            await errors.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{address} answers {(int)answer.StatusCode}.")).ConfigureAwait(false);
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            await errors.WriteLineAsync($"{address} does not answer: {error.Message}").ConfigureAwait(false);
        }

        return 1;
    }

    /// <summary>Finds the service's address from <c>URLS</c> or <c>HTTP_PORTS</c>, as the server does.</summary>
    internal static Uri AddressOf(IConfiguration settings)
    {
        var port = settings["URLS"] is { Length: > 0 } urls ? BindingAddress.Parse(urls.Split(';')[0]).Port
            : settings["HTTP_PORTS"] is { Length: > 0 } ports ? int.Parse(ports.Split(';')[0], CultureInfo.InvariantCulture)
            : DefaultPort;
        return new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", port, "/health/ready").Uri;
    }
}
