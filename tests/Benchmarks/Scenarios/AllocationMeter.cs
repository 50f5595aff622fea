using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Platform.Benchmarks.UnderTest;

namespace Platform.Benchmarks.Scenarios;

/// <summary>Reads the memory that services have allocated since their start from their <c>/status</c>, which works without telemetry, too.</summary>
internal sealed class AllocationMeter : IDisposable
{
    /// <summary>The account that may read the status of the gateway.</summary>
    private const string Operator = "bench-operator@example.org";

    private const string Password = "correct horse battery staple 7";
    private static readonly string[] s_services = ["api-gateway", "job-manager", "broker"];

    private readonly BenchPlatform _platform;
    private readonly HttpClient _client = new();

    private AllocationMeter(BenchPlatform platform) => _platform = platform;

    public static async Task<AllocationMeter> CreateAsync(BenchPlatform platform, CancellationToken cancellationToken)
    {
        var meter = new AllocationMeter(platform);
        var account = new Dictionary<string, string>(StringComparer.Ordinal) { ["email"] = Operator, ["password"] = Password };
        using (var registered = await meter._client.PostAsJsonAsync(new Uri(platform.Api, "/api/v1/auth/register"), account, cancellationToken))
        {
            registered.EnsureSuccessStatusCode();
        }

        await platform.MakeOperatorAsync(Operator, cancellationToken);

        using var answer = await meter._client.PostAsJsonAsync(new Uri(platform.Api, "/api/v1/auth/sign-in"), account, cancellationToken);
        var tokens = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        meter._client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.GetProperty("access_token").GetString());
        return meter;
    }

    /// <summary>Bytes by service.</summary>
    public async Task<Dictionary<string, long>> ReadAsync(CancellationToken cancellationToken)
    {
        var bytes = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var service in s_services)
        {
            var status = await _client.GetFromJsonAsync<JsonElement>(new Uri(_platform.AddressOf(service), "/status"), cancellationToken);
            bytes[service] = status.GetProperty("system").GetProperty("memory").GetProperty("allocated_bytes").GetInt64();
        }

        return bytes;
    }

    public void Dispose() => _client.Dispose();
}
