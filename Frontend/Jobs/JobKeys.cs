using System.Security.Cryptography;
using System.Text.Json;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Gateway;

namespace Platform.Frontend.Jobs;

/// <summary>
/// Provides idempotency keys for a page: repeating a submission that was not answered does not create a second job. A changed job gets another key,
/// because ApiGateway refuses a key with a different body.
/// </summary>
internal sealed class JobKeys(TimeProvider time)
{
    // Far more than anyone retries; the oldest are removed.
    private const int MaxKeys = 1000;

    private readonly OrderedDictionary<string, string> _keys = new(StringComparer.Ordinal);

    public string Of(CreateJobRequest job) => OfBody(JsonSerializer.SerializeToUtf8Bytes(job, GatewayClientJson.Default.CreateJobRequest));

    public string Of(RecogniseAgainRequest wanted) => OfBody(JsonSerializer.SerializeToUtf8Bytes(wanted, GatewayClientJson.Default.RecogniseAgainRequest));

    private string OfBody(byte[] json)
    {
        // A hash, because a description may be long.
        var body = Convert.ToHexString(SHA256.HashData(json));
        if (!_keys.TryGetValue(body, out var key))
        {
            if (_keys.Count == MaxKeys)
            {
                _keys.RemoveAt(0);
            }

            _keys.Add(body, key = Guid.CreateVersion7(time.GetUtcNow()).ToString());
        }

        return key;
    }
}
