using Platform.GraphQl.Syntax;

namespace Platform.GraphQl.Validation;

/// <summary>How large a document is with its fragments unfolded, reckoned without unfolding them.</summary>
/// <param name="Depth">Levels of selections.</param>
/// <param name="Fields">Fields; huge where they are more than can be counted.</param>
internal readonly record struct DocumentSize(int Depth, long Fields)
{
    // More than any limit, and far from overflowing when added.
    private const long Most = 1L << 40;

    public static DocumentSize Of(Document document)
    {
        var fragments = document.Fragments.DistinctBy(fragment => fragment.Name).ToDictionary(fragment => fragment.Name, StringComparer.Ordinal);
        var known = new Dictionary<string, DocumentSize>(StringComparer.Ordinal);
        return document.Operations.Select(operation => Of(operation.Selections)).Aggregate(default(DocumentSize), Add);

        DocumentSize Of(SelectionSet selections) => selections.Items.Select(selection => selection switch
        {
            Field { Selections: { } nested } => Of(nested) is var size ? new DocumentSize(size.Depth + 1, Math.Min(size.Fields + 1, Most)) : default,
            Field => new DocumentSize(1, 1),
            InlineFragment inline => Of(inline.Selections),
            FragmentSpread spread => OfFragment(spread.Name),
            _ => default,
        }).Aggregate(default(DocumentSize), Add);

        DocumentSize OfFragment(string name)
        {
            if (known.TryGetValue(name, out var size) || !fragments.TryGetValue(name, out var fragment))
            {
                return size;
            }

            // A circle adds nothing here; a rule refuses it.
            known[name] = default;
            return known[name] = Of(fragment.Selections);
        }
    }

    private static DocumentSize Add(DocumentSize one, DocumentSize other) =>
        new(Math.Max(one.Depth, other.Depth), Math.Min(one.Fields + other.Fields, Most));
}
