using System.Globalization;
using GraphQLParser;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;
using Microsoft.Extensions.Options;

namespace Platform.ApiGateway.GraphQl;

/// <summary>Parses GraphQL documents and refuses large or deeply nested ones, so that none occupies a processor for long.</summary>
internal sealed class DocumentReader(IOptions<GraphQlOptions> options)
{
    private const int MaxCharacters = 16_384;

    // The parser formats a syntax error in time and memory that grow with the square of its column.
    private const int MaxLine = 4_096;

    // In nodes of the syntax tree, of which each level of fields has two: far more than the permitted levels, and few enough that neither the parser
    // nor its visitors overflow the stack.
    private const int MaxNesting = 128;

    /// <summary>Parses a document and checks it against the limits.</summary>
    /// <exception cref="GraphQlFault">The document is not well-formed, or too large.</exception>
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
