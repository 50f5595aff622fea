using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Json;

/// <summary>
/// Converts an enum to and from the names of the API. The serialiser's own converter also accepts numbers, and lists of names that it combines into a
/// third value.
/// </summary>
/// <typeparam name="T">The enum; each value has its name in a <see cref="JsonStringEnumMemberNameAttribute"/>.</typeparam>
internal sealed class NamedEnumConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<string, T> s_values = Enum.GetValues<T>().ToFrozenDictionary(NameOf, StringComparer.Ordinal);
    private static readonly FrozenDictionary<T, JsonEncodedText> s_names = Enum.GetValues<T>().ToFrozenDictionary(value => value, value => JsonEncodedText.Encode(NameOf(value)));
    private static readonly string[] s_known = [.. Enum.GetValues<T>().Select(NameOf)];
    private static readonly FieldError s_fault = FieldError.OneOf(s_known, "One of: " + string.Join(", ", s_known) + ".");

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && s_values.TryGetValue(reader.GetString()!, out var value) ? value : throw new JsonFieldException(s_fault);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(s_names[value]);

    private static string NameOf(T value) =>
        typeof(T).GetField(value.ToString())!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? value.ToString();
}
