using Platform.GraphQl.Syntax;

namespace Platform.GraphQl.Validation;

/// <summary>
/// Types lead to fields, which lead to types: lists of introspection within each other multiply. Three of them within one
/// another are more than any tool asks for (as graphql-js has it).
/// </summary>
internal static class IntrospectionDepth
{
    private const int MaxLists = 3;

    public static void Check(ValidationContext context)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var operation in context.Document.Operations)
        {
            foreach (var root in Roots(operation.Selections, []))
            {
                if (root.Selections is not null && Lists(root.Selections) >= MaxLists)
                {
                    context.Report("MaxIntrospectionDepth", "Introspection is nested too deep.", root);
                }
            }
        }

        IEnumerable<Field> Roots(SelectionSet selections, HashSet<string> seen) => selections.Items.SelectMany(selection => selection switch
        {
            Field { Name: "__schema" or "__type" } field => [field],
            Field { Selections: { } nested } => Roots(nested, seen),
            InlineFragment inline => Roots(inline.Selections, seen),
            FragmentSpread spread when seen.Add(spread.Name) && context.Fragments.TryGetValue(spread.Name, out var fragment) => Roots(fragment.Selections, seen),
            _ => [],
        });

        int Lists(SelectionSet selections) => selections.Items.Select(selection => selection switch
        {
            Field { Selections: { } nested, Name: "fields" or "interfaces" or "possibleTypes" or "inputFields" } => Lists(nested) + 1,
            Field { Selections: { } nested } => Lists(nested),
            InlineFragment inline => Lists(inline.Selections),
            FragmentSpread spread => OfFragment(spread.Name),
            _ => 0,
        }).DefaultIfEmpty(0).Max();

        int OfFragment(string name)
        {
            if (known.TryGetValue(name, out var lists) || !context.Fragments.TryGetValue(name, out var fragment))
            {
                return lists;
            }

            known[name] = 0;
            return known[name] = Lists(fragment.Selections);
        }
    }
}
