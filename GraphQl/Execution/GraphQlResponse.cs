using System.Text.Json;
using Platform.GraphQl.Validation;

namespace Platform.GraphQl.Execution;

/// <summary>The answer to a request (October 2021, section 7).</summary>
public sealed class GraphQlResponse
{
    private readonly ResponseObject? _data;

    internal GraphQlResponse(bool isExecuted, ResponseObject? data, IReadOnlyList<GraphQlError> errors)
    {
        IsExecuted = isExecuted;
        _data = data;
        Errors = errors;
    }

    /// <summary>Whether execution began: then the answer has an entry for data, be it null.</summary>
    public bool IsExecuted { get; }

    /// <summary>Whether there is data.</summary>
    public bool HasData => _data is not null;

    /// <summary>What went wrong.</summary>
    public IReadOnlyList<GraphQlError> Errors { get; }

    /// <summary>An answer to what cannot be executed.</summary>
    /// <param name="errors">Why.</param>
    public static GraphQlResponse Refused(params IReadOnlyList<GraphQlError> errors) => new(isExecuted: false, null, errors);

    /// <summary>Writes it as JSON.</summary>
    /// <param name="writer">Where to.</param>
    public void Write(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        if (Errors.Count > 0)
        {
            writer.WriteStartArray("errors"u8);
            foreach (var error in Errors)
            {
                Write(writer, error);
            }

            writer.WriteEndArray();
        }

        if (IsExecuted)
        {
            writer.WritePropertyName("data"u8);
            ResponseWriter.Write(writer, _data);
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, GraphQlError error)
    {
        writer.WriteStartObject();
        writer.WriteString("message"u8, error.Message);
        if (error.Locations.Count > 0)
        {
            writer.WriteStartArray("locations"u8);
            foreach (var location in error.Locations)
            {
                writer.WriteStartObject();
                writer.WriteNumber("line"u8, location.Line);
                writer.WriteNumber("column"u8, location.Column);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        if (error.Path is not null)
        {
            writer.WritePropertyName("path"u8);
            ResponseWriter.Write(writer, error.Path);
        }

        if (error.Code is not null)
        {
            writer.WriteStartObject("extensions"u8);
            writer.WriteString("code"u8, error.Code);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
