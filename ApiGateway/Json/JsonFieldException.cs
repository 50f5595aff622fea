using System.Text.Json;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Json;

/// <summary>Thrown when a converter refuses a value. The fault is shown to the client, and the serialiser adds the path.</summary>
internal sealed class JsonFieldException(FieldError fault) : JsonException(fault.Text)
{
    /// <summary>Gets what is wrong with the value.</summary>
    public FieldError Fault { get; } = fault;
}
