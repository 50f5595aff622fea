using Platform.GraphQl.Syntax;
using Platform.GraphQl.Types;

namespace Platform.GraphQl.Validation;

/// <summary>Rules on variables (section 5.8).</summary>
internal static class VariableRules
{
    public static void Check(ValidationContext context)
    {
        foreach (var operation in context.Document.Operations)
        {
            context.ReportDuplicates("UniqueVariableNames", operation.Variables, variable => variable.Name, name => $"Variable \"${name}\" is defined more than once.");
            foreach (var variable in operation.Variables)
            {
                if (context.Schema.Find(variable.Type) is { IsInput: false } type)
                {
                    context.Report("VariablesAreInputTypes", $"Variable \"${variable.Name}\" cannot be of type \"{type}\".", variable.Type);
                }
            }

            CheckUses(context, operation);
        }
    }

    private static void CheckUses(ValidationContext context, OperationDefinition operation)
    {
        var definitions = operation.Variables.DistinctBy(variable => variable.Name).ToDictionary(variable => variable.Name, StringComparer.Ordinal);
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var use in Uses(context, operation))
        {
            used.Add(use.Node.Name);
            if (!definitions.TryGetValue(use.Node.Name, out var definition))
            {
                context.Report("NoUndefinedVariables", $"Variable \"${use.Node.Name}\" is not defined.", use.Node, operation);
            }
            else if (use.Type is not null && context.Schema.Find(definition.Type) is { } type && !IsAllowed(type, definition.Default, use))
            {
                context.Report(
                    "VariablesInAllowedPosition", $"Variable \"${definition.Name}\" of type \"{type}\" is used where \"{use.Type}\" is needed.", definition, use.Node);
            }
        }

        foreach (var variable in operation.Variables.Where(variable => !used.Contains(variable.Name)))
        {
            context.Report("NoUnusedVariables", $"Variable \"${variable.Name}\" is never used.", variable);
        }
    }

    private static IEnumerable<VariableUse> Uses(ValidationContext context, OperationDefinition operation)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<(Definition Definition, SelectionSet Selections)>([(operation, operation.Selections)]);
        while (waiting.TryDequeue(out var next))
        {
            foreach (var use in context.Variables[next.Definition])
            {
                yield return use;
            }

            foreach (var spread in DefinitionRules.Spreads(next.Selections))
            {
                if (seen.Add(spread.Name) && context.Fragments.TryGetValue(spread.Name, out var fragment))
                {
                    waiting.Enqueue((fragment, fragment.Selections));
                }
            }
        }
    }

    private static bool IsAllowed(GraphQlType variable, Value? variableDefault, VariableUse use)
    {
        if (use.Type is not NonNullType needed || variable is NonNullType)
        {
            return Fits(variable, use.Type!);
        }

        var hasValue = variableDefault is not null and not NullValue;
        return (hasValue || use.HasDefault) && Fits(variable, needed.Of);
    }

    private static bool Fits(GraphQlType given, GraphQlType needed) => (given, needed) switch
    {
        (NonNullType g, NonNullType n) => Fits(g.Of, n.Of),
        (_, NonNullType) => false,
        (NonNullType g, _) => Fits(g.Of, needed),
        (ListType g, ListType n) => Fits(g.Of, n.Of),
        _ => ReferenceEquals(given, needed),
    };
}
