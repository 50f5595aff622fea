using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Platform.Objectives.Definition;

/// <summary>Reads the fields of a mapping in YAML. What is missing, of another kind or not known is an error that says where it is.</summary>
internal sealed class YamlFields
{
    private readonly YamlMappingNode _node;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    private YamlFields(YamlNode node, string path)
    {
        Path = path;
        _node = node as YamlMappingNode ?? throw new DefinitionException($"{(path.Length == 0 ? "the file" : path)}: fields are needed here.");
    }

    /// <summary>Gets where the mapping is, such as <c>objectives[1]</c>.</summary>
    public string Path { get; }

    /// <summary>Gets the names of all fields.</summary>
    public IEnumerable<string> Names => _node.Children.Keys.OfType<YamlScalarNode>().Select(key => key.Value ?? "");

    /// <summary>Reads a document.</summary>
    /// <exception cref="DefinitionException">It is no YAML, or no mapping.</exception>
    public static YamlFields Parse(string yaml)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException exception)
        {
            throw new DefinitionException($"the file: {exception.Message}");
        }

        return stream.Documents.Count == 0 ? throw new DefinitionException("the file: it is empty.") : new YamlFields(stream.Documents[0].RootNode, "");
    }

    public string Text(string name) => TextOrNone(name) ?? throw Wrong(name, "this is needed.");

    public string? TextOrNone(string name) => Find(name) is { } node ? Scalar(node, name) : null;

    public decimal Number(string name) =>
        decimal.TryParse(Text(name), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(name, "a number is needed here.");

    public bool Flag(string name) => TextOrNone(name) switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw Wrong(name, "true or false is needed here."),
    };

    public IReadOnlyList<string> Texts(string name) => [.. Items(name).Select(node => Scalar(node, name))];

    public YamlFields Fields(string name) => new(Find(name) ?? throw Wrong(name, "this is needed."), At(name));

    public IReadOnlyList<YamlFields> List(string name) =>
        [.. Items(name).Select((node, index) => new YamlFields(node, string.Create(CultureInfo.InvariantCulture, $"{At(name)}[{index}]")))];

    /// <summary>Refuses fields that nobody has read: most are misspelt.</summary>
    public void ThrowIfMore()
    {
        if (Names.FirstOrDefault(name => !_read.Contains(name)) is { } name)
        {
            throw Wrong(name, "this field is not known.");
        }
    }

    /// <summary>Makes the error about a field.</summary>
    public DefinitionException Wrong(string name, string why) => new($"{At(name)}: {why}");

    private IEnumerable<YamlNode> Items(string name) =>
        Find(name) switch
        {
            null => [],
            YamlSequenceNode sequence => sequence.Children,
            _ => throw Wrong(name, "a list is needed here."),
        };

    private YamlNode? Find(string name)
    {
        _read.Add(name);
        return _node.Children.TryGetValue(new YamlScalarNode(name), out var node) ? node : null;
    }

    private string Scalar(YamlNode node, string name) => node is YamlScalarNode { Value: { Length: > 0 } value } ? value : throw Wrong(name, "a text is needed here.");

    private string At(string name) => Path.Length == 0 ? name : $"{Path}.{name}";
}
