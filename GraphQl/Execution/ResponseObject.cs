using System.Text.Json;

namespace Platform.GraphQl.Execution;

/// <summary>An object of the answer: its fields in the order in which they were asked for.</summary>
internal sealed record ResponseObject(IReadOnlyList<string> Names, IReadOnlyList<object?> Values);

internal static class ResponseWriter
{
    public static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool boolean:
                writer.WriteBooleanValue(boolean);
                break;
            case int number:
                writer.WriteNumberValue(number);
                break;
            case long number:
                writer.WriteNumberValue(number);
                break;
            case double number:
                writer.WriteNumberValue(number);
                break;
            case ResponseObject fields:
                writer.WriteStartObject();
                for (var i = 0; i < fields.Names.Count; i++)
                {
                    writer.WritePropertyName(fields.Names[i]);
                    Write(writer, fields.Values[i]);
                }

                writer.WriteEndObject();
                break;
            case IReadOnlyList<object?> items:
                writer.WriteStartArray();
                foreach (var item in items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(value), value.GetType(), "An answer cannot hold this.");
        }
    }
}
