using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.Objectives.Making;

/// <summary>Writes JSON for people to read: two spaces, and only those characters escaped that have to be.</summary>
internal static class MadeJson
{
    private static readonly JsonSerializerOptions s_options = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns a file's text.</summary>
    public static string Write(JsonObject json) => json.ToJsonString(s_options) + "\n";

    /// <summary>Returns a list of texts.</summary>
    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);
}
