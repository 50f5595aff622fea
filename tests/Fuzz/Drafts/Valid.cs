using System.Globalization;
using Platform.Fuzz.Document;
using Platform.Fuzz.Inputs;

namespace Platform.Fuzz.Drafts;

/// <summary>Provides valid values by their names and by the document.</summary>
internal static class Valid
{
    /// <summary>Values for which the kind alone does not determine a valid one.</summary>
    private static readonly Dictionary<string, string> s_known = new(StringComparer.Ordinal)
    {
        ["kind"] = "probe",
        ["kinds"] = "probe",
        ["state"] = "queued",
        ["priority"] = "normal",
        ["url"] = "http://media.invalid/fuzz.wav",
        ["secret"] = "a secret of the fuzz",
        ["language"] = "en-US",
        ["format"] = "vtt",
        ["status"] = "pending",
        ["content_type"] = "application/json",
        ["email"] = "nobody@example.org",
        ["password"] = "correct horse battery staple 9",
        ["scopes"] = "jobs:read",
        ["service"] = "api-gateway",
        ["level"] = "INFO",
        ["trace_id"] = "0123456789abcdef0123456789abcdef",
        ["query"] = "up",
        ["match"] = "up",
        ["time"] = "1700000000",
        ["start"] = "1700000000",
        ["end"] = "1700000600",
        ["from"] = "2026-01-01T00:00:00Z",
        ["to"] = "2027-01-01T00:00:00Z",
        ["step"] = "60",
        ["user"] = "nobody@example.org",
        ["name"] = "service",
        ["message_id"] = "1",
        ["filename"] = "api-gateway.log",
        ["Tus-Resumable"] = "1.0.0",
        ["Upload-Length"] = "5",
        ["Upload-Offset"] = "0",
        ["Upload-Checksum"] = "sha1 " + Convert.ToBase64String(Sha1OfContent()),
        ["Range"] = "bytes=0-99",
        ["If-Match"] = "\"0\"",
        ["If-None-Match"] = "\"none\"",
        ["Last-Event-ID"] = "0",
    };

    /// <summary>The content of uploads.</summary>
    public static byte[] Content { get; } = "fuzz\n"u8.ToArray();

    /// <summary>Returns a value as a text, for a path, a query or a header.</summary>
    public static string TextOf(string name, ApiSchema schema) => s_known.TryGetValue(name, out var known) ? known : schema.Kind switch
    {
        ValueKind.Number => (Bounds.In(schema.Description)?.Min ?? 1).ToString(CultureInfo.InvariantCulture),
        ValueKind.Flag => "true",
        ValueKind.Moment => "2026-12-24T10:00:00Z",
        ValueKind.Id => "01890a5d-ac96-774b-bcce-b302099a8057",
        ValueKind.Choice => schema.Choices[0],
        _ => "fuzz",
    };

    /// <summary>Returns a value as JSON; an object has only the required fields.</summary>
    public static JsonPart JsonOf(string name, ApiSchema? schema) => schema?.Kind switch
    {
        ValueKind.Fields => new JsonFields([.. schema.Properties.Where(property => property.IsRequired).Select(property => new JsonField(property.Name, JsonOf(property.Name, property.Schema)))]),
        ValueKind.Items => new JsonItems([JsonOf(name, schema.Items)]),
        ValueKind.Map => new JsonFields([new JsonField("fuzz", new JsonText("fuzz"))]),
        ValueKind.Number or ValueKind.Flag => new JsonToken(TextOf(name, schema)),
        null or ValueKind.Anything => new JsonFields([]),
        _ => new JsonText(TextOf(name, schema)),
    };

    // The protocol requires SHA-1; it protects no secret here.
#pragma warning disable CA5350
    private static byte[] Sha1OfContent() => System.Security.Cryptography.SHA1.HashData("fuzz\n"u8);
#pragma warning restore CA5350
}
