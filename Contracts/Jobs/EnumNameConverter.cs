using System.Text.Json.Serialization;

namespace Platform.Contracts.Jobs;

/// <summary>Converts an enum to and from its names only: a number, which the serialiser's own converter also accepts, is an error.</summary>
/// <typeparam name="T">The enum.</typeparam>
public sealed class EnumNameConverter<T>() : JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false)
    where T : struct, Enum;
