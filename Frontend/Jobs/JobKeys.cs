using System.Text.Json;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Gateway;

namespace Platform.Frontend.Jobs;

/// <summary>
/// Idempotency keys of a page: who presses again after no answer came asks for the same job, not for a second one. A job that
/// is described otherwise has another key, because ApiGateway refuses a key that comes back with another body.
/// </summary>
internal sealed class JobKeys(TimeProvider time)
{
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);

    public string Of(CreateJobRequest job)
    {
        var body = JsonSerializer.Serialize(job, GatewayJson.Default.CreateJobRequest);
        if (!_keys.TryGetValue(body, out var key))
        {
            _keys.Add(body, key = Guid.CreateVersion7(time.GetUtcNow()).ToString());
        }

        return key;
    }
}
