using Platform.GraphQl.Syntax;
using Platform.GraphQl.Types;

namespace Platform.GraphQl.Validation;

/// <summary>
/// Fields of the same response name must be the same field (section 5.3.2). Instead of comparing each pair, the fields of all
/// selections that end up in the same object are put together and checked by group, level by level: time is in the order of
/// the document with its fragments unfolded, which the limits bound.
/// </summary>
internal sealed class OverlappingFields
{
    private const string Rule = "OverlappingFieldsCanBeMerged";

    private readonly ValidationContext _context;
    private readonly HashSet<(Field, Field)> _reported = [];

    private OverlappingFields(ValidationContext context) => _context = context;

    public static void Check(ValidationContext context)
    {
        var rule = new OverlappingFields(context);
        foreach (var operation in context.Document.Operations)
        {
            var root = context.Schema.Roots.GetValueOrDefault(operation.Type);
            rule.CheckTogether(rule.Collect([(operation.Selections, root)]));
        }

        // Fragments that nothing uses are checked by themselves.
        var used = context.Document.Definitions
            .SelectMany(definition => definition switch
            {
                OperationDefinition operation => DefinitionRules.Spreads(operation.Selections),
                FragmentDefinition fragment => DefinitionRules.Spreads(fragment.Selections),
                _ => [],
            })
            .Select(spread => spread.Name)
            .ToHashSet(StringComparer.Ordinal);
        foreach (var fragment in context.Document.Fragments.Where(fragment => !used.Contains(fragment.Name)))
        {
            rule.CheckTogether(rule.Collect([(fragment.Selections, context.Schema.Types.GetValueOrDefault(fragment.On.Name) as CompositeType)]));
        }
    }

    /// <summary>Fields that may end up in one object.</summary>
    private void CheckTogether(List<Selected> fields)
    {
        CheckShapes(fields);
        CheckSame(fields);
    }

    /// <summary>Whichever types the objects have: the same name means the same shape of answer.</summary>
    private void CheckShapes(List<Selected> fields)
    {
        foreach (var group in Groups(fields))
        {
            var typed = group.Where(selected => selected.Type is not null).ToList();
            for (var i = 1; i < typed.Count; i++)
            {
                if (!IsSameShape(typed[0].Type!, typed[i].Type!))
                {
                    Report(typed[0].Field, typed[i].Field, $"their types \"{typed[0].Type}\" and \"{typed[i].Type}\" conflict");
                }
            }

            CheckShapes(Collect(Nested(group)));
        }
    }

    /// <summary>Where the objects can have the same type: the same name means the same field with the same arguments.</summary>
    private void CheckSame(List<Selected> fields)
    {
        foreach (var group in Groups(fields))
        {
            var abstracts = group.Where(selected => selected.Parent is not ObjectType).ToList();
            var byObject = group.Where(selected => selected.Parent is ObjectType).GroupBy(selected => selected.Parent).ToList();
            foreach (var together in byObject.Count == 0 ? [abstracts] : byObject.Select(objects => (List<Selected>)[.. abstracts, .. objects]))
            {
                for (var i = 1; i < together.Count; i++)
                {
                    var (first, other) = (together[0].Field, together[i].Field);
                    if (first.Name != other.Name)
                    {
                        Report(first, other, $"\"{first.Name}\" and \"{other.Name}\" are different fields");
                    }
                    else if (!HasSameArguments(first, other))
                    {
                        Report(first, other, "their arguments differ");
                    }
                }

                CheckSame(Collect(Nested(together)));
            }
        }
    }

    private static IEnumerable<List<Selected>> Groups(List<Selected> fields) =>
        fields.GroupBy(selected => selected.Field.ResponseName, StringComparer.Ordinal).Select(group => group.DistinctBy(selected => (selected.Field.Start, selected.Parent)).ToList());

    private static IEnumerable<(SelectionSet Selections, CompositeType? Parent)> Nested(List<Selected> fields) => fields
        .Where(selected => selected.Field.Selections is not null)
        .Select(selected => (selected.Field.Selections!, selected.Type?.Named as CompositeType));

    private List<Selected> Collect(IEnumerable<(SelectionSet Selections, CompositeType? Parent)> sets)
    {
        var fields = new List<Selected>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (selections, parent) in sets)
        {
            Add(selections, parent);
        }

        return fields;

        void Add(SelectionSet selections, CompositeType? parent)
        {
            foreach (var selection in selections.Items)
            {
                switch (selection)
                {
                    case Field field:
                        fields.Add(new Selected(field, parent, parent is null ? null : _context.Schema.FindField(parent, field.Name)?.Type));
                        break;
                    case InlineFragment inline:
                        Add(inline.Selections, inline.On is null ? parent : TypeOf(inline.On));
                        break;
                    case FragmentSpread spread when seen.Add(spread.Name) && _context.Fragments.TryGetValue(spread.Name, out var fragment):
                        Add(fragment.Selections, TypeOf(fragment.On));
                        break;
                }
            }
        }
    }

    private CompositeType? TypeOf(NamedTypeNode node) => _context.Schema.Types.GetValueOrDefault(node.Name) as CompositeType;

    private static bool IsSameShape(GraphQlType one, GraphQlType other) => (one, other) switch
    {
        (NonNullType a, NonNullType b) => IsSameShape(a.Of, b.Of),
        (NonNullType, _) or (_, NonNullType) => false,
        (ListType a, ListType b) => IsSameShape(a.Of, b.Of),
        (ListType, _) or (_, ListType) => false,
        _ => one.IsLeaf || other.IsLeaf ? ReferenceEquals(one, other) : true,
    };

    private static bool HasSameArguments(Field one, Field other) =>
        one.Arguments.Count == other.Arguments.Count
        && one.Arguments.All(argument => other.Arguments.Any(candidate => candidate.Name == argument.Name && Canonical(candidate.Value) == Canonical(argument.Value)));

    /// <summary>The value as text, the fields of objects in order of their names.</summary>
    private static string Canonical(Value value) => value switch
    {
        ObjectValue fields => $"{{{string.Join(',', fields.Fields.OrderBy(field => field.Name, StringComparer.Ordinal).Select(field => $"{field.Name}:{Canonical(field.Value)}"))}}}",
        ListValue list => $"[{string.Join(',', list.Items.Select(Canonical))}]",
        _ => Printer.Print(value),
    };

    private void Report(Field one, Field other, string reason)
    {
        if (_reported.Add((one, other)))
        {
            _context.Report(Rule, $"Fields \"{one.ResponseName}\" conflict: {reason}. Use aliases to get both.", one, other);
        }
    }

    private sealed record Selected(Field Field, CompositeType? Parent, GraphQlType? Type);
}
