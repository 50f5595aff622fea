using Platform.GraphQl.Syntax;
using Platform.GraphQl.Types;

namespace Platform.GraphQl.Validation;

/// <summary>Rules on values (section 5.6); collects where variables are used.</summary>
internal sealed class ValueRules(ValidationContext context, List<VariableUse> variables)
{
    /// <param name="value">What was written.</param>
    /// <param name="type">What is needed; null where that is not known.</param>
    /// <param name="hasDefault">Whether the place has a value of its own.</param>
    public void Check(Value value, GraphQlType? type, bool hasDefault)
    {
        if (value is VariableValue variable)
        {
            variables.Add(new VariableUse(variable, type, hasDefault));
            return;
        }

        if (value is NullValue)
        {
            if (type is NonNullType)
            {
                Report($"A value of type \"{type}\" is needed, found null.", value);
            }

            return;
        }

        if (value is ObjectValue given)
        {
            context.ReportDuplicates("UniqueInputFieldNames", given.Fields, field => field.Name, name => $"Field \"{name}\" is given more than once.");
        }

        var nullable = type?.Nullable;
        switch (value)
        {
            case ListValue list when nullable is null or ListType:
                foreach (var item in list.Items)
                {
                    Check(item, (nullable as ListType)?.Of, hasDefault: false);
                }

                return;
            case ObjectValue fields when type?.Named is null or InputObjectType:
                CheckObject(fields, type?.Named as InputObjectType);
                return;
        }

        if (type is not null)
        {
            CheckLeaf(value, type);
        }

        // What stands inside a value of the wrong kind still counts as used.
        foreach (var inner in Inner(value))
        {
            Check(inner, null, hasDefault: false);
        }
    }

    private static IEnumerable<Value> Inner(Value value) => value switch
    {
        ListValue list => list.Items,
        ObjectValue fields => fields.Fields.Select(field => field.Value),
        _ => [],
    };

    private void CheckObject(ObjectValue value, InputObjectType? type)
    {
        foreach (var field in value.Fields)
        {
            var definition = type?.Fields.GetValueOrDefault(field.Name);
            if (type is not null && definition is null)
            {
                Report($"Type \"{type.Name}\" has no field \"{field.Name}\".", field);
            }

            Check(field.Value, definition?.Type, definition?.Default is not null);
        }

        foreach (var missing in type?.Fields.Values.Where(definition => definition.IsRequired && value.Fields.All(field => field.Name != definition.Name)) ?? [])
        {
            Report($"Field \"{type!.Name}.{missing.Name}\" of type \"{missing.Type}\" is required.", value);
        }
    }

    private void CheckLeaf(Value value, GraphQlType type)
    {
        var isFitting = type.Named switch
        {
            ScalarType scalar => Literals.Read(scalar, value) is not null,
            EnumType members => value is EnumValue member && members.Has(member.Name),
            _ => false,
        };
        if (!isFitting)
        {
            Report($"A value of type \"{type}\" is needed, found {Printer.Print(value)}.", value);
        }
    }

    private void Report(string message, Node node) => context.Report("ValuesOfCorrectType", message, node);
}
