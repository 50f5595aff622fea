using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Texts;

namespace Platform.JobManager.Refusals;

/// <summary>Reads bodies where there is no binding that does it, by the same options.</summary>
internal sealed class RequestJson(IOptions<JsonOptions> options)
{
    /// <exception cref="InputFault">400: not of that form.</exception>
    public async ValueTask<T> ReadAsync<T>(HttpContext context)
        where T : class
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, (JsonTypeInfo<T>)options.Value.SerializerOptions.GetTypeInfo(typeof(T)), context.RequestAborted)
                ?? throw new InputFault("$", "A JSON object is needed.");
        }
        catch (JsonException exception)
        {
            throw InputFault.Of(exception);
        }
    }
}

/// <summary>Refuses texts that cannot be stored, wherever they stand in a body.</summary>
internal sealed class StorableTextConverter : JsonConverter<string>
{
    // Halves of surrogate pairs are refused by the reader itself.
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { } text ? StorableText.IsStorable(text) ? text : throw new JsonException() : null;

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
