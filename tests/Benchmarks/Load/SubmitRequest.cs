using System.Globalization;
using System.Text;

namespace Platform.Benchmarks.Load;

/// <summary>Bytes of a submission, with a place for an idempotency key that differs in each request.</summary>
internal sealed class SubmitRequest
{
    private const string KeyFormat = "D20";
    private readonly byte[] _bytes;
    private readonly int _keyAt;
    private static long s_lastKey = Environment.TickCount64 * 1_000_000;

    private SubmitRequest(byte[] bytes, int keyAt, int jobs)
    {
        _bytes = bytes;
        _keyAt = keyAt;
        Jobs = jobs;
    }

    /// <summary>The number of jobs in a request.</summary>
    public int Jobs { get; }

    public static SubmitRequest Single(Uri api, string apiKey) => Create(api, apiKey, "/api/v1/jobs", """{"kind":"probe","input":{}}""", 1, withKey: true);

    public static SubmitRequest Bulk(Uri api, string apiKey, int jobs) => Create(
        api, apiKey, "/api/v1/jobs/batch", "{\"jobs\":[" + string.Join(',', Enumerable.Repeat("""{"kind":"probe","input":{}}""", jobs)) + "]}", jobs, withKey: false);

    /// <summary>A copy that one connection may write its keys into.</summary>
    public SubmitRequest Clone() => new([.. _bytes], _keyAt, Jobs);

    /// <summary>The bytes of the next request; the same memory each time.</summary>
    public ReadOnlyMemory<byte> Next()
    {
        if (_keyAt >= 0)
        {
            _ = Interlocked.Increment(ref s_lastKey).TryFormat(_bytes.AsSpan(_keyAt, 20), out _, KeyFormat, CultureInfo.InvariantCulture);
        }

        return _bytes;
    }

    private static SubmitRequest Create(Uri api, string apiKey, string path, string body, int jobs, bool withKey)
    {
        var head = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"POST {path} HTTP/1.1\r\nHost: {api.Authority}\r\nX-Api-Key: {apiKey}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n");
        var keyAt = -1;
        if (withKey)
        {
            head.Append("Idempotency-Key: ");
            keyAt = head.Length;
            head.Append('0', 20).Append("\r\n");
        }

        return new SubmitRequest(Encoding.UTF8.GetBytes(head.Append("\r\n").Append(body).ToString()), keyAt, jobs);
    }
}
