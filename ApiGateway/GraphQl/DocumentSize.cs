using System.Globalization;
using GraphQLParser;
using GraphQLParser.AST;

namespace Platform.ApiGateway.GraphQl;

/// <summary>
/// Computes the size of a document with its fragments expanded, before it is validated: the validation rules expand fragments too, and compare fields
/// of the same name and fragments in pairs, so that a few kilobytes could occupy them for minutes.
/// </summary>
internal sealed class DocumentSize
{
    private const int MaxDefinitions = 100;
    private const int MaxSelections = 1_000;
    private const int MaxPairs = 500;
    private const int MaxFragments = 32;
    private const int MaxVariables = 100;
    private const int MaxArguments = 32;
    private const int MaxDirectives = 8;

    // Each returns up to the whole schema; tools request it once.
    private const int MaxIntrospections = 4;

    private readonly Dictionary<ROM, GraphQLFragmentDefinition> _fragments = [];
    private readonly HashSet<ROM> _unfolding = [];
    private readonly int _maxLevels;
    private int _selections;
    private int _pairs;
    private int _introspections;

    private DocumentSize(GraphQLDocument document, int maxLevels)
    {
        _maxLevels = maxLevels;
        foreach (var fragment in document.Definitions.OfType<GraphQLFragmentDefinition>())
        {
            _fragments.TryAdd(fragment.FragmentName.Name.Value, fragment);
        }
    }

    /// <summary>Checks the size of a document.</summary>
    /// <param name="document">The parsed document, which need not be valid.</param>
    /// <param name="maxLevels">The maximum number of nested selections.</param>
    /// <exception cref="GraphQlFault">The document is too large.</exception>
    public static void Check(GraphQLDocument document, int maxLevels)
    {
        Refuse(document.Definitions.Count, MaxDefinitions, "operations and fragments");
        var size = new DocumentSize(document, maxLevels);
        foreach (var definition in document.Definitions)
        {
            CheckParts(definition);
            if (definition is GraphQLOperationDefinition { Variables: { } variables })
            {
                Refuse(variables.Count, MaxVariables, "variables");
                variables.Items.ForEach(CheckParts);
            }

            size.Add([((IHasSelectionSetNode)definition).SelectionSet], level: 1);
        }
    }

    /// <summary>Adds selections whose fields are merged into the same object, and everything below them.</summary>
    private void Add(IEnumerable<GraphQLSelectionSet?> together, int level)
    {
        Refuse(level, _maxLevels, "levels");
        var fields = new Dictionary<ROM, List<GraphQLField>>();
        var spreads = 0;
        foreach (var selections in together)
        {
            Collect(selections, fields, ref spreads);
        }

        AddPairs(spreads);
        foreach (var same in fields.Values)
        {
            AddPairs(same.Count);
            if (same.Exists(field => field.SelectionSet is not null))
            {
                Add(same.Select(field => field.SelectionSet), level + 1);
            }
        }
    }

    private void Collect(GraphQLSelectionSet? selections, Dictionary<ROM, List<GraphQLField>> fields, ref int spreads)
    {
        foreach (var selection in selections?.Selections ?? [])
        {
            Refuse(++_selections, MaxSelections, "fields and fragments");
            CheckParts(selection);
            switch (selection)
            {
                case GraphQLField field:
                    Refuse(field.Name.Value.Span is "__schema" or "__type" ? ++_introspections : 0, MaxIntrospections, "questions about the schema");
                    var name = field.Alias?.Name.Value ?? field.Name.Value;
                    if (!fields.TryGetValue(name, out var same))
                    {
                        fields.Add(name, same = []);
                    }

                    same.Add(field);
                    break;
                case GraphQLInlineFragment inline:
                    Collect(inline.SelectionSet, fields, ref spreads);
                    break;
                case GraphQLFragmentSpread spread:
                    spreads++;
                    Unfold(spread.FragmentName.Name.Value, fields, ref spreads);
                    break;
            }
        }
    }

    private void Unfold(ROM name, Dictionary<ROM, List<GraphQLField>> fields, ref int spreads)
    {
        // A recursive fragment adds nothing here; a validation rule refuses it.
        if (_fragments.TryGetValue(name, out var fragment) && _unfolding.Add(name))
        {
            Refuse(_unfolding.Count, MaxFragments, "fragments within each other");
            Collect(fragment.SelectionSet, fields, ref spreads);
            _unfolding.Remove(name);
        }
    }

    private static void CheckParts(ASTNode node)
    {
        Refuse((node as IHasArgumentsNode)?.Arguments?.Count ?? 0, MaxArguments, "arguments of a field");
        Refuse((node as IHasDirectivesNode)?.Directives?.Count ?? 0, MaxDirectives, "directives at one place");
    }

    private void AddPairs(int count)
    {
        _pairs += count * (count - 1) / 2;
        if (_pairs > MaxPairs)
        {
            throw GraphQlFault.Limit("The document selects the same fields, or fragments side by side, too many times.");
        }
    }

    private static void Refuse(int count, int most, string what)
    {
        if (count > most)
        {
            throw GraphQlFault.Limit(string.Create(CultureInfo.InvariantCulture, $"The document has too many {what}: at most {most} are allowed."));
        }
    }
}
