using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.ServiceDefaults.Files;

namespace Platform.AppHost.Monitoring;

/// <summary>
/// Protects Prometheus and Alertmanager with user and password; without them any page open in a browser of this machine could create silences
/// (docs/decisions/0168).
/// </summary>
/// <param name="password">The password.</param>
internal sealed class MonitoringGuard(IResourceBuilder<ParameterResource> password)
{
    /// <summary>The only user.</summary>
    public const string User = "platform";

    private const string FileName = "web.yml";

    // The password is 22 random letters: it cannot be guessed, however cheap the hash is.
    private const int WorkFactor = 10;
    private static readonly TimeSpan s_maxAnswer = TimeSpan.FromSeconds(5);

    /// <summary>The password.</summary>
    public IResourceBuilder<ParameterResource> Password => password;

    /// <summary>The path that a scrape job's <c>password_file</c> names, relative to Prometheus' folder.</summary>
    public static string PasswordFile => Path.Combine("secrets", "monitoring-password");

    /// <summary>Makes a program require user and password, which its health check and its link on the dashboard then use.</summary>
    /// <param name="program">Prometheus or Alertmanager.</param>
    /// <param name="folder">The folder of its configuration.</param>
    /// <param name="ready">The path that it answers with 200 when it is ready.</param>
    public IResourceBuilder<IMonitoringProgram> Guard(IResourceBuilder<IMonitoringProgram> program, string folder, string ready)
    {
        program.WithReferenceRelationship(password);
        if (!program.ApplicationBuilder.ExecutionContext.IsRunMode)
        {
            return program.WithArgs($"--web.config.file={folder}/secrets/{FileName}");
        }

        var endpoint = program.GetEndpoint("http");
        var key = $"{program.Resource.Name}_ready";
        program.ApplicationBuilder.Services.AddHealthChecks().AddAsyncCheck(key, cancellationToken => CheckAsync(endpoint, ready, cancellationToken));
        return program.WithHealthCheck(key)
            .WithArgs($"--web.config.file={folder}/{FileName}")
            .WithUrlForEndpoint("http", url => url.DisplayText += $" (user {User}, password: {password.Resource.Name})")
            .WithEnvironment(context => WriteAsync(folder, context.CancellationToken));
    }

    /// <summary>Writes the password file with which Prometheus authenticates to itself and to Alertmanager.</summary>
    /// <param name="folder">The folder of its configuration.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task WritePasswordAsync(string folder, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, PasswordFile);
        PrivateFiles.CreateFolder(Path.GetDirectoryName(file)!);
        await MonitoringFolders.WriteAsync(file, await SecretAsync(cancellationToken), cancellationToken);
    }

    private async Task WriteAsync(string folder, CancellationToken cancellationToken)
    {
        var secret = await SecretAsync(cancellationToken);
        await MonitoringFolders.WriteAsync(
            Path.Combine(folder, FileName), $"basic_auth_users:\n  {User}: '{BCrypt.Net.BCrypt.HashPassword(secret, WorkFactor)}'\n", cancellationToken);
    }

    private async Task<HealthCheckResult> CheckAsync(EndpointReference endpoint, string ready, CancellationToken cancellationToken)
    {
        if (!endpoint.IsAllocated)
        {
            return HealthCheckResult.Unhealthy("It has no address yet.");
        }

        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{await SecretAsync(cancellationToken)}"));
        using var client = new HttpClient { Timeout = s_maxAnswer };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(new Uri(endpoint.Url), ready)) { Headers = { Authorization = new AuthenticationHeaderValue("Basic", credentials) } };
        try
        {
            using var answer = await client.SendAsync(request, cancellationToken);
            return answer.IsSuccessStatusCode ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"It answers {(int)answer.StatusCode}.");
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy(error.Message);
        }
    }

    private async Task<string> SecretAsync(CancellationToken cancellationToken) =>
        await password.Resource.GetValueAsync(cancellationToken) ?? throw new DistributedApplicationException($"{password.Resource.Name} has no value.");
}
