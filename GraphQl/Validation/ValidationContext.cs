using Platform.GraphQl.Syntax;
using Platform.GraphQl.Types;

namespace Platform.GraphQl.Validation;

/// <summary>What the rules of validation share: the document, its fragments by name, and the errors found.</summary>
internal sealed class ValidationContext
{
    private const int MaxErrors = 50;

    private readonly List<(string Rule, GraphQlError Error)> _errors = [];

    public ValidationContext(GraphQlSchema schema, Document document)
    {
        Schema = schema;
        Document = document;
        Fragments = document.Fragments.GroupBy(fragment => fragment.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Last(), StringComparer.Ordinal);
    }

    public GraphQlSchema Schema { get; }

    public Document Document { get; }

    /// <summary>The last of each name.</summary>
    public IReadOnlyDictionary<string, FragmentDefinition> Fragments { get; }

    /// <summary>Where each definition uses variables.</summary>
    public Dictionary<Definition, List<VariableUse>> Variables { get; } = new(ReferenceEqualityComparer.Instance);

    public IReadOnlyList<GraphQlError> Errors => [.. _errors.Select(error => error.Error)];

    /// <summary>The rules that were broken.</summary>
    public IReadOnlySet<string> Broken => _errors.Select(error => error.Rule).ToHashSet(StringComparer.Ordinal);

    public void Report(string rule, string message, params ReadOnlySpan<Node> nodes)
    {
        if (_errors.Count < MaxErrors)
        {
            var locations = new SourceLocation[nodes.Length];
            for (var i = 0; i < nodes.Length; i++)
            {
                locations[i] = Document.Locate(nodes[i]);
            }

            _errors.Add((rule, new GraphQlError(message, locations, Code: "validation")));
        }
    }

    /// <summary>Those that come again, with their first.</summary>
    public void ReportDuplicates<T>(string rule, IEnumerable<T> items, Func<T, string> name, Func<string, string> message)
        where T : Node
    {
        foreach (var group in items.GroupBy(name, StringComparer.Ordinal).Where(group => group.Skip(1).Any()))
        {
            Report(rule, message(group.Key), [.. group]);
        }
    }
}

/// <param name="Node">The use.</param>
/// <param name="Type">What is needed there; null where that is not known.</param>
/// <param name="HasDefault">Whether the place has a value of its own.</param>
internal sealed record VariableUse(VariableValue Node, GraphQlType? Type, bool HasDefault);
