using System.Buffers;
using System.Text.Json;

namespace Platform.JobManager.Jobs;

/// <summary>Removes vocabularies from the inputs of captions jobs. A vocabulary can have 70 KB, and lists of jobs do not show it.</summary>
internal static class Vocabularies
{
    private const string Name = "vocabulary";

    /// <summary>Returns a copy of the input without its vocabulary, or the input itself if it has none.</summary>
    public static JsonElement Without(JsonElement input)
    {
        if (input.ValueKind != JsonValueKind.Object || !input.TryGetProperty(Name, out _))
        {
            return input;
        }

        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var property in input.EnumerateObject())
            {
                if (!property.NameEquals(Name))
                {
                    property.WriteTo(json);
                }
            }

            json.WriteEndObject();
        }

        var reader = new Utf8JsonReader(buffer.WrittenSpan);
        return JsonElement.ParseValue(ref reader);
    }
}
