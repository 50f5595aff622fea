using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Json;

/// <summary>Refuses numbers in a body that are too large for a double, such as 1e999, which are read as infinity otherwise and can be written nowhere.</summary>
internal sealed class FiniteNumberConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number) && double.IsFinite(number) ? number : throw new JsonFieldException(FieldError.WrongType);

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
