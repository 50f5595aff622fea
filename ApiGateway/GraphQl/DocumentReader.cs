using System.Globalization;
using GraphQLParser;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;
using Microsoft.Extensions.Options;

namespace Platform.ApiGateway.GraphQl;

/// <summary>Parses documents and refuses those that are large or intricate, so that none keeps a processor busy for long.</summary>
internal sealed class DocumentReader(IOptions<GraphQlOptions> options)
{
    private const int MaxCharacters = 16_384;

    // The parser words a syntax error in time and memory that grow with the square of its column.
    private const int MaxLine = 4_096;

    // In nodes of the syntax tree, of which a level of fields has two: far more than the levels that are allowed, and few enough
    // that neither the parser nor what walks its tree runs out of stack.
    private const int MaxNesting = 128;

    /// <exception cref="GraphQlFault">It is not well-formed, or asks for too much.</exception>
    public GraphQLDocument Read(string text)
    {
        CheckLength(text);
        GraphQLDocument document;
        try
        {
            document = Parser.Parse(text, new ParserOptions { Ignore = IgnoreOptions.Comments, MaxDepth = MaxNesting });
        }
        catch (GraphQLMaxDepthExceededException)
        {
            throw GraphQlFault.Limit("The document is nested too deep.");
        }
        catch (GraphQLParserException exception)
        {
            var fault = new GraphQlFault($"Syntax error: {exception.Description}", "syntax");
            fault.AddLocation(exception.Location);
            throw fault;
        }

        if (!document.Definitions.TrueForAll(definition => definition is GraphQLExecutableDefinition))
        {
            throw new GraphQlFault("A document may have operations and fragments only.", "validation");
        }

        DocumentSize.Check(document, options.Value.MaxDepth);
        return document;
    }

    private static void CheckLength(string text)
    {
        if (text.Length > MaxCharacters)
        {
            throw GraphQlFault.Limit(string.Create(CultureInfo.InvariantCulture, $"The document has {text.Length} characters, at most {MaxCharacters} are allowed."));
        }

        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.Length > MaxLine)
            {
                throw GraphQlFault.Limit(string.Create(CultureInfo.InvariantCulture, $"A line of the document has {line.Length} characters, at most {MaxLine} are allowed."));
            }
        }
    }
}
