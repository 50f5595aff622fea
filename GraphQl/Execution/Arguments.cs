using Platform.GraphQl.Syntax;
using Platform.GraphQl.Types;
using Platform.GraphQl.Validation;

namespace Platform.GraphQl.Execution;

/// <summary>Coerces values of the document (October 2021, section 6.4.1).</summary>
internal static class Arguments
{
    public static Dictionary<string, object?> Coerce(
        IReadOnlyDictionary<string, InputDefinition> definitions, IReadOnlyList<Argument> arguments, Dictionary<string, object?> variables)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var definition in definitions.Values)
        {
            var value = arguments.FirstOrDefault(argument => argument.Name == definition.Name)?.Value;
            if (value is VariableValue variable && !variables.ContainsKey(variable.Name))
            {
                value = null;
            }

            Add(values, definition, value, variables, definition.Name);
        }

        return values;
    }

    public static object? Coerce(Value value, GraphQlType type, Dictionary<string, object?> variables, string path)
    {
        if (value is VariableValue variable)
        {
            var given = variables.GetValueOrDefault(variable.Name);
            return given is null && type is NonNullType ? throw Wrong(type, path, value) : given;
        }

        if (type is NonNullType nonNull)
        {
            return value is NullValue ? throw Wrong(type, path, value) : Coerce(value, nonNull.Of, variables, path);
        }

        if (value is NullValue)
        {
            return null;
        }

        return type switch
        {
            ListType list => value is ListValue items
                ? items.Items.Select(item => Coerce(item, list.Of, variables, path)).ToArray()
                : [Coerce(value, list.Of, variables, path)],
            InputObjectType input => value is ObjectValue fields ? CoerceObject(fields, input, variables, path) : throw Wrong(type, path, value),
            EnumType members => value is EnumValue member && members.Has(member.Name) ? member.Name : throw Wrong(type, path, value),
            ScalarType scalar => Literals.Read(scalar, value) ?? throw Wrong(type, path, value),
            _ => throw new ArgumentOutOfRangeException(nameof(type)),
        };
    }

    private static Dictionary<string, object?> CoerceObject(ObjectValue value, InputObjectType type, Dictionary<string, object?> variables, string path)
    {
        var result = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var definition in type.Fields.Values)
        {
            var field = value.Fields.FirstOrDefault(field => field.Name == definition.Name)?.Value;
            if (field is VariableValue variable && !variables.ContainsKey(variable.Name))
            {
                field = null;
            }

            Add(result, definition, field, variables, $"{path}.{definition.Name}");
        }

        return result;
    }

    private static void Add(Dictionary<string, object?> values, InputDefinition definition, Value? value, Dictionary<string, object?> variables, string path)
    {
        if ((value ?? definition.Default) is { } given)
        {
            values.Add(definition.Name, Coerce(given, definition.Type, variables, path));
        }
        else if (definition.Type is NonNullType)
        {
            throw new InputException($"\"{path}\" of type \"{definition.Type}\" is required.");
        }
    }

    private static InputException Wrong(GraphQlType type, string path, Value value) =>
        new($"\"{path}\" needs a value of type \"{type}\", found {Printer.Print(value)}.", value);
}
