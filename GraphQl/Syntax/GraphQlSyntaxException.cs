namespace Platform.GraphQl.Syntax;

/// <summary>A document that cannot be parsed.</summary>
public sealed class GraphQlSyntaxException : Exception
{
    internal GraphQlSyntaxException(string message, string source, int offset)
        : base(message) => Location = SourceLocation.Of(source, offset);

    /// <summary>Where.</summary>
    public SourceLocation Location { get; }
}
