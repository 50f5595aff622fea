using System.Security.Cryptography;
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
    // Far more than anybody presses again; the oldest go.
    private const int Most = 1000;

    private readonly OrderedDictionary<string, string> _keys = new(StringComparer.Ordinal);

    public string Of(CreateJobRequest job) => OfBody(JsonSerializer.SerializeToUtf8Bytes(job, GatewayClientJson.Default.CreateJobRequest));

    public string Of(RecogniseAgainRequest wanted) => OfBody(JsonSerializer.SerializeToUtf8Bytes(wanted, GatewayClientJson.Default.RecogniseAgainRequest));

    private string OfBody(byte[] json)
    {
        // By a hash: a description may be long.
        var body = Convert.ToHexString(SHA256.HashData(json));
        if (!_keys.TryGetValue(body, out var key))
        {
            if (_keys.Count == Most)
            {
                _keys.RemoveAt(0);
            }

            _keys.Add(body, key = Guid.CreateVersion7(time.GetUtcNow()).ToString());
        }

        return key;
    }
}
