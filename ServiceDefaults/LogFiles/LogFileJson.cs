using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.ServiceDefaults.LogFiles;

/// <summary>Serialises the responses of <see cref="LogFileEndpoints.Path"/>, for the replica that writes and the gateway that reads them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(PositionConverter)])]
[JsonSerializable(typeof(IReadOnlyList<LogFileEntry>))]
[JsonSerializable(typeof(IReadOnlyList<LogLineAt>))]
public sealed partial class LogFileJson : JsonSerializerContext
{
    private sealed class PositionConverter : JsonConverter<LogPosition>
    {
        public override LogPosition Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            LogFiles.LogPosition.TryParse(reader.GetString(), out var position) ? position : throw new JsonException("This is no position.");

        public override void Write(Utf8JsonWriter writer, LogPosition value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
