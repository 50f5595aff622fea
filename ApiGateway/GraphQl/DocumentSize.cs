using System.Globalization;
using GraphQLParser;
using GraphQLParser.AST;

namespace Platform.ApiGateway.GraphQl;

/// <summary>
/// How large a document is with its fragments unfolded. Known before it is validated, as rules of validation unfold fragments, too,
/// and compare each two fields of the same name and each two fragments: a few kilobytes would keep them busy for minutes.
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

    // Each answers with up to the whole schema; tools ask once.
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

    /// <param name="document">Parsed, not validated.</param>
    /// <param name="maxLevels">Levels of selections that are allowed.</param>
    /// <exception cref="GraphQlFault">It asks for too much.</exception>
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

    /// <summary>Selections whose fields end up in the same object, and what is below them.</summary>
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
        // A fragment within itself adds nothing here; a rule of validation refuses it.
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
