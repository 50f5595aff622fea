using System.Text;
using System.Text.Json;

namespace Platform.Fuzz.Wire;

/// <summary>Represents an answer.</summary>
/// <param name="Status">The status; 0 for no answer.</param>
/// <param name="Headers">The headers in their order.</param>
/// <param name="Body">The body; at most one byte more than the limit.</param>
/// <param name="Took">The time from the first byte sent to the last byte read.</param>
/// <param name="Trouble">Why there is no answer.</param>
internal sealed record WireAnswer(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body, TimeSpan Took, string? Trouble = null)
{
    /// <summary>The maximum size in bytes that is read; only files may be larger.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    public bool IsSuccess => Status is >= 200 and < 300;

    public string MediaType => (Header("Content-Type") ?? "").Split(';')[0].Trim().ToLowerInvariant();

    public string Text => Encoding.UTF8.GetString(Body);

    public string? Header(string name) => Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public IEnumerable<string> All(string name) => Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value);

    /// <exception cref="JsonException">The body is not JSON.</exception>
    public JsonElement Json()
    {
        using var document = JsonDocument.Parse(Body);
        return document.RootElement.Clone();
    }
}
