using System.Text.Json.Serialization;

namespace Platform.ApiGateway.Json;

/// <summary>Reads an enum by the names of its values alone. Numbers are refused, in quotes too: they are no part of the API and would let in what has no name.</summary>
/// <typeparam name="T">The enum.</typeparam>
internal sealed class NamedEnumConverter<T>() : JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false)
    where T : struct, Enum;
