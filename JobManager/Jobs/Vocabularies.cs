using System.Buffers;
using System.Text.Json;

namespace Platform.JobManager.Jobs;

/// <summary>Names and terms of captions: up to 70 KB of a job, which a list of jobs does without.</summary>
internal static class Vocabularies
{
    private const string Name = "vocabulary";

    /// <summary>The same input without them.</summary>
    public static JsonElement LeftOut(JsonElement input)
    {
        if (input.ValueKind != JsonValueKind.Object || !input.TryGetProperty(Name, out _))
        {
            return input;
        }

        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (JsonProperty property in input.EnumerateObject())
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
