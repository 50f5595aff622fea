using System.Text.Json;
using Google.Protobuf;

namespace Platform.JobManager.Jobs;

/// <summary>Names and terms of captions: up to 70 KB of a job, which a list of jobs does without.</summary>
internal static class Vocabularies
{
    private const string Name = "vocabulary";

    /// <summary>The same input without them.</summary>
    public static ByteString LeftOut(ByteString input)
    {
        if (input.Span.IndexOf("\"vocabulary\""u8) < 0)
        {
            return input;
        }

        JsonElement json = JsonElement.Parse(input.Span);
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(Name, out _))
        {
            return input;
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (JsonProperty property in json.EnumerateObject())
            {
                if (!property.NameEquals(Name))
                {
                    property.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return UnsafeByteOperations.UnsafeWrap(buffer.ToArray());
    }
}
