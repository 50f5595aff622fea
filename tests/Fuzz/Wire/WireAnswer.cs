using System.Text;
using System.Text.Json;

namespace Platform.Fuzz.Wire;

/// <summary>What came back.</summary>
/// <param name="Status">0 where there was no answer.</param>
/// <param name="Headers">In the order in which they came.</param>
/// <param name="Body">At most one byte more than may come.</param>
/// <param name="Took">From the first byte sent to the last read.</param>
/// <param name="Trouble">Why there is no answer.</param>
internal sealed record WireAnswer(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body, TimeSpan Took, string? Trouble = null)
{
    /// <summary>More is not read: no answer but a file may be as large.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    public bool IsSuccess => Status is >= 200 and < 300;

    public string MediaType => (Header("Content-Type") ?? "").Split(';')[0].Trim().ToLowerInvariant();

    public string Text => Encoding.UTF8.GetString(Body);

    public string? Header(string name) => Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public IEnumerable<string> All(string name) => Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value);

    /// <exception cref="JsonException">It is none.</exception>
    public JsonElement Json()
    {
        using var document = JsonDocument.Parse(Body);
        return document.RootElement.Clone();
    }
}
