using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.ApiGateway.Inputs;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Json;

/// <summary>Applies <see cref="MomentRule"/> to all times in a body.</summary>
internal sealed class MomentConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        MomentRule.TryRead(ref reader, out var moment) ? moment : throw new JsonFieldException(FieldError.Of(FieldRules.Time, MomentRule.Message));

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
