using Platform.GraphQl.Syntax;
using Platform.GraphQl.Types;

namespace Platform.GraphQl.Validation;

/// <summary>Rules on operations and fragments as a whole (sections 5.1, 5.2 and 5.5).</summary>
internal static class DefinitionRules
{
    public const string NoFragmentCycles = nameof(NoFragmentCycles);

    public static void Check(ValidationContext context)
    {
        foreach (var definition in context.Document.Definitions.OfType<SchemaNode>())
        {
            context.Report("ExecutableDefinitions", "Only operations and fragments can be executed.", definition);
        }

        CheckOperations(context);
        context.ReportDuplicates("UniqueFragmentNames", context.Document.Fragments, fragment => fragment.Name, name => $"There is more than one fragment \"{name}\".");
        CheckUsed(context);
        CheckCycles(context);
    }

    /// <summary>Spreads within selections, those of nested selections among them.</summary>
    public static IEnumerable<FragmentSpread> Spreads(SelectionSet selections) => selections.Items.SelectMany(selection => selection switch
    {
        FragmentSpread spread => [spread],
        InlineFragment inline => Spreads(inline.Selections),
        Field { Selections: { } nested } => Spreads(nested),
        _ => [],
    });

    private static void CheckOperations(ValidationContext context)
    {
        var operations = context.Document.Operations.ToList();
        context.ReportDuplicates(
            "UniqueOperationNames", operations.Where(operation => operation.Name is not null), operation => operation.Name!, name => $"There is more than one operation \"{name}\".");
        foreach (var operation in operations)
        {
            if (operation.Name is null && operations.Count > 1)
            {
                context.Report("LoneAnonymousOperation", "An operation without a name must be the only one.", operation);
            }

            if (operation.Type == OperationType.Subscription)
            {
                CheckSubscription(context, operation);
            }
        }
    }

    private static void CheckSubscription(ValidationContext context, OperationDefinition operation)
    {
        var fields = RootFields(context, operation.Selections, []).ToList();
        var groups = fields.DistinctBy(field => field.ResponseName).ToList();
        if (groups.Count > 1)
        {
            context.Report("SingleFieldSubscriptions", "A subscription must select one field only.", [.. groups.Skip(1)]);
        }

        var introspection = fields.Where(field => field.Name.StartsWith("__", StringComparison.Ordinal)).ToList();
        if (introspection.Count > 0)
        {
            context.Report("SingleFieldSubscriptions", "A subscription must not select a field of introspection.", [.. introspection]);
        }
    }

    /// <summary>Fields of the root itself, those of fragments that apply to it among them.</summary>
    private static IEnumerable<Field> RootFields(ValidationContext context, SelectionSet selections, HashSet<string> seen)
    {
        return selections.Items.SelectMany(selection => selection switch
        {
            Field field => [field],
            InlineFragment inline when inline.On is null || Applies(inline.On) => RootFields(context, inline.Selections, seen),
            FragmentSpread spread when seen.Add(spread.Name) && context.Fragments.TryGetValue(spread.Name, out var fragment) && Applies(fragment.On) =>
                RootFields(context, fragment.Selections, seen),
            _ => [],
        });

        bool Applies(NamedTypeNode on) =>
            context.Schema.Types.GetValueOrDefault(on.Name) is CompositeType type
            && context.Schema.Roots.TryGetValue(OperationType.Subscription, out var root) && type.Possible.Contains(root);
    }

    private static void CheckUsed(ValidationContext context)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<SelectionSet>(context.Document.Operations.Select(operation => operation.Selections));
        while (waiting.TryDequeue(out var selections))
        {
            foreach (var spread in Spreads(selections))
            {
                if (used.Add(spread.Name) && context.Fragments.TryGetValue(spread.Name, out var fragment))
                {
                    waiting.Enqueue(fragment.Selections);
                }
            }
        }

        foreach (var fragment in context.Document.Fragments.Where(fragment => !used.Contains(fragment.Name)))
        {
            context.Report("NoUnusedFragments", $"Fragment \"{fragment.Name}\" is never used.", fragment);
        }
    }

    private static void CheckCycles(ValidationContext context)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        var path = new List<FragmentSpread>();
        var active = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var fragment in context.Fragments.Values)
        {
            Follow(fragment);
        }

        void Follow(FragmentDefinition fragment)
        {
            if (!done.Add(fragment.Name))
            {
                return;
            }

            active.Add(fragment.Name, path.Count);
            foreach (var spread in Spreads(fragment.Selections))
            {
                path.Add(spread);
                if (active.TryGetValue(spread.Name, out var begin))
                {
                    context.Report(NoFragmentCycles, $"Fragment \"{spread.Name}\" contains itself.", [.. path[begin..]]);
                }
                else if (context.Fragments.TryGetValue(spread.Name, out var next))
                {
                    Follow(next);
                }

                path.RemoveAt(path.Count - 1);
            }

            active.Remove(fragment.Name);
        }
    }
}
