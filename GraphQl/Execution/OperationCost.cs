using Platform.GraphQl.Syntax;
using Platform.GraphQl.Types;

namespace Platform.GraphQl.Execution;

/// <summary>What an operation may cost at most, reckoned before anything is fetched.</summary>
internal sealed class OperationCost
{
    // More than any limit, and far from overflowing when multiplied by a size.
    private const long Most = 1L << 31;

    private readonly GraphQlSchema _schema;
    private readonly IReadOnlyDictionary<string, FragmentDefinition> _fragments;
    private readonly Dictionary<string, object?> _variables;
    private readonly Dictionary<string, long> _known = new(StringComparer.Ordinal);

    private OperationCost(GraphQlSchema schema, IReadOnlyDictionary<string, FragmentDefinition> fragments, Dictionary<string, object?> variables)
    {
        _schema = schema;
        _fragments = fragments;
        _variables = variables;
    }

    public static long Of(
        GraphQlSchema schema,
        IReadOnlyDictionary<string, FragmentDefinition> fragments,
        OperationDefinition operation,
        ObjectType root,
        Dictionary<string, object?> variables) =>
        new OperationCost(schema, fragments, variables).Of(operation.Selections, root);

    private long Of(SelectionSet selections, CompositeType type)
    {
        var sum = 0L;
        foreach (var selection in selections.Items)
        {
            sum += selection switch
            {
                Field field => Of(field, _schema.FindField(type, field.Name)!),
                InlineFragment inline => Of(inline.Selections, inline.On is null ? type : (CompositeType)_schema.Types[inline.On.Name]),
                FragmentSpread spread => Of(_fragments[spread.Name]),
                _ => 0,
            };
            sum = Math.Min(sum, Most);
        }

        return sum;
    }

    private long Of(FragmentDefinition fragment)
    {
        if (!_known.TryGetValue(fragment.Name, out var cost))
        {
            cost = Of(fragment.Selections, (CompositeType)_schema.Types[fragment.On.Name]);
            _known.Add(fragment.Name, cost);
        }

        return cost;
    }

    private long Of(Field field, FieldDefinition definition)
    {
        var one = definition.Cost + (field.Selections is null ? 0 : Of(field.Selections, (CompositeType)definition.Type.Named));
        return Math.Min(one * Size(field, definition), Most);
    }

    private int Size(Field field, FieldDefinition definition)
    {
        if (definition.SizeArgument is not { } name)
        {
            return definition.AssumedSize;
        }

        var value = field.Arguments.FirstOrDefault(argument => argument.Name == name)?.Value;
        if (value is VariableValue variable)
        {
            value = null;
            if (_variables.TryGetValue(variable.Name, out var given))
            {
                return given is int size ? Math.Max(1, size) : definition.AssumedSize;
            }
        }

        return (value ?? definition.Arguments[name].Default) is IntValue literal
            && int.TryParse(literal.Text, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? Math.Max(1, number)
            : definition.AssumedSize;
    }
}
