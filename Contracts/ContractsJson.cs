using System.Text.Json.Serialization;
using Platform.Contracts.Messaging;
using Platform.Contracts.PublicApi;

namespace Platform.Contracts;

/// <summary>Serialises the messages between services, and what is stored as JSON: snake_case names, nulls omitted, enums by their snake_case names.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ReadyQueues))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(JobPack))]
[JsonSerializable(typeof(WorkerReport))]
[JsonSerializable(typeof(BlockInput))]
[JsonSerializable(typeof(WorkerCommand))]
[JsonSerializable(typeof(JobChanges))]
[JsonSerializable(typeof(CaptionsInput))]
[JsonSerializable(typeof(CaptionsResult))]
[JsonSerializable(typeof(CaptionedVideoInput))]
[JsonSerializable(typeof(CaptionedVideoResult))]
[JsonSerializable(typeof(CaptionedVideoTask))]
[JsonSerializable(typeof(CaptionDocument))]
public sealed partial class ContractsJson : JsonSerializerContext;
