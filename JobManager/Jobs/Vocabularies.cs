using System.Text.Json;
using Google.Protobuf;

namespace Platform.JobManager.Jobs;

/// <summary>Removes vocabularies from the inputs of captions jobs. A vocabulary can have 70 KB, and lists of jobs do not show it.</summary>
internal static class Vocabularies
{
    private const string Name = "vocabulary";

    /// <summary>Returns an input without its vocabulary.</summary>
    public static ByteString Without(ByteString input)
    {
        if (input.Span.IndexOf("\"vocabulary\""u8) < 0)
        {
            return input;
        }

        var json = JsonElement.Parse(input.Span);
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(Name, out _))
        {
            return input;
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var property in json.EnumerateObject())
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
