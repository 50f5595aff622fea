using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Texts;

namespace Platform.ServiceDefaults.Refusals;

/// <summary>Reads request bodies for routes without parameter binding, with the same options.</summary>
/// <param name="options">The JSON options of the service.</param>
public sealed class RequestJson(IOptions<JsonOptions> options)
{
    /// <summary>Reads the body of a request.</summary>
    /// <exception cref="InputException">400: the body is not valid JSON of that type.</exception>
    public async ValueTask<T> ReadAsync<T>(HttpContext context)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(context);
        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, (JsonTypeInfo<T>)options.Value.SerializerOptions.GetTypeInfo(typeof(T)), context.RequestAborted).ConfigureAwait(false)
                ?? throw new InputException("$", "A JSON object is needed.");
        }
        catch (JsonException exception)
        {
            throw InputException.Of(exception);
        }
    }
}

/// <summary>Rejects texts that cannot be stored, anywhere in a body.</summary>
internal sealed class StorableTextConverter : JsonConverter<string>
{
    // The reader itself rejects lone surrogates.
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { } text ? StorableText.IsStorable(text) ? text : throw new JsonException() : null;

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
