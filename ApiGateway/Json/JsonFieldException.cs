using System.Text.Json;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Json;

/// <summary>Thrown when a converter refuses a value. The fault is shown to the client, and the serialiser adds the path.</summary>
internal sealed class JsonFieldException(FieldFault fault) : JsonException(fault.Text)
{
    /// <summary>Gets what is wrong with the value.</summary>
    public FieldFault Fault { get; } = fault;
}
