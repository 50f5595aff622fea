using System.Globalization;
using System.Text.Json;
using Platform.GraphQl.Syntax;
using Platform.GraphQl.Types;
using Platform.GraphQl.Validation;

namespace Platform.GraphQl.Execution;

/// <summary>Coerces the variables of a request (October 2021, section 6.1.2).</summary>
internal static class Variables
{
    /// <summary>Values by name; those left out without a default are not there.</summary>
    public static Dictionary<string, object?> Coerce(GraphQlSchema schema, Document document, OperationDefinition operation, JsonElement? given, List<GraphQlError> errors)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var variable in operation.Variables)
        {
            var type = schema.Find(variable.Type)!;
            try
            {
                if (given is { ValueKind: JsonValueKind.Object } all && all.TryGetProperty(variable.Name, out var value))
                {
                    values.Add(variable.Name, Coerce(value, type, $"${variable.Name}"));
                }
                else if (variable.Default is not null)
                {
                    values.Add(variable.Name, Arguments.Coerce(variable.Default, type, values, $"${variable.Name}"));
                }
                else if (type is NonNullType)
                {
                    throw new InputException($"Variable \"${variable.Name}\" of type \"{type}\" is required.");
                }
            }
            catch (InputException exception)
            {
                errors.Add(new GraphQlError(exception.Message, [document.Locate(variable)], Code: "variables"));
            }
        }

        return values;
    }

    private static object? Coerce(JsonElement value, GraphQlType type, string path)
    {
        if (type is NonNullType nonNull)
        {
            return value.ValueKind == JsonValueKind.Null ? throw Wrong(type, path, value) : Coerce(value, nonNull.Of, path);
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return type switch
        {
            ListType list => value.ValueKind == JsonValueKind.Array
                ? value.EnumerateArray().Select((item, index) => Coerce(item, list.Of, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"))).ToArray()
                : [Coerce(value, list.Of, path)],
            InputObjectType fields => CoerceObject(value, fields, path),
            EnumType members => value.ValueKind == JsonValueKind.String && members.Has(value.GetString()!) ? value.GetString() : throw Wrong(type, path, value),
            ScalarType scalar => (Scalar(value) is { } input ? scalar.Codec.Read(input) : null) ?? throw Wrong(type, path, value),
            _ => throw new ArgumentOutOfRangeException(nameof(type)),
        };
    }

    private static Dictionary<string, object?> CoerceObject(JsonElement value, InputObjectType type, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(type, path, value);
        }

        foreach (var field in value.EnumerateObject().Where(field => !type.Fields.ContainsKey(field.Name)))
        {
            throw new InputException($"Variable {path}: type \"{type}\" has no field \"{field.Name}\".");
        }

        var result = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var definition in type.Fields.Values)
        {
            var inner = $"{path}.{definition.Name}";
            if (value.TryGetProperty(definition.Name, out var field))
            {
                result.Add(definition.Name, Coerce(field, definition.Type, inner));
            }
            else if (definition.Default is not null)
            {
                result.Add(definition.Name, Arguments.Coerce(definition.Default, definition.Type, [], inner));
            }
            else if (definition.Type is NonNullType)
            {
                throw new InputException($"Variable {inner} of type \"{definition.Type}\" is required.");
            }
        }

        return result;
    }

    private static ScalarInput? Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => new ScalarInput(ScalarInputKind.Text, value.GetString()!),
        JsonValueKind.True => new ScalarInput(ScalarInputKind.Boolean, "true"),
        JsonValueKind.False => new ScalarInput(ScalarInputKind.Boolean, "false"),
        JsonValueKind.Number => value.GetRawText() is var text && text.AsSpan().ContainsAny('.', 'e', 'E')
            ? new ScalarInput(ScalarInputKind.Fraction, text)
            : new ScalarInput(ScalarInputKind.Whole, value.GetRawText()),
        _ => null,
    };

    private static InputException Wrong(GraphQlType type, string path, JsonElement value)
    {
        const int MaxShown = 100;
        var text = value.GetRawText();
        return new InputException($"Variable {path} needs a value of type \"{type}\", found {(text.Length > MaxShown ? text[..MaxShown] + "…" : text)}.");
    }
}
