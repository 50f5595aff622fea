using Platform.GraphQl.Syntax;

namespace Platform.GraphQl.Execution;

/// <summary>An input that is not of its type.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="node">Where in the document; null where it is not there at all.</param>
internal sealed class InputException(string message, Node? node = null) : Exception(message)
{
    public Node? Node { get; } = node;
}
