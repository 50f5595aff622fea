namespace Platform.GraphQl.Syntax;

/// <summary>The type system's definitions (October 2021, section 3), without extensions of types: a schema here is one document.</summary>
internal sealed partial class Parser
{
    private SchemaNode ParseSchemaNode()
    {
        var start = _token.Start;
        var description = ParseDescription();
        if (_token.Kind != TokenKind.Name)
        {
            throw Unexpected();
        }

        switch (_token.Text)
        {
            case "schema":
                Advance();
                return new SchemaDefinition(start, description, ParseDirectives(isConstant: true), ParseMany("{", ParseRoot, "}"));
            case "scalar":
                Advance();
                return new ScalarDefinition(start, description, ExpectName(), ParseDirectives(isConstant: true));
            case "type" or "interface":
                return ParseComposite(start, description);
            case "union":
                return ParseUnion(start, description);
            case "enum":
                Advance();
                return new EnumDefinition(start, description, ExpectName(), ParseDirectives(isConstant: true), ParseOptionalMany("{", ParseEnumValue, "}"));
            case "input":
                Advance();
                return new InputObjectDefinition(start, description, ExpectName(), ParseDirectives(isConstant: true), ParseOptionalMany("{", ParseInputValue, "}"));
            case "directive":
                return ParseDirectiveDefinition(start, description);
            default:
                throw Unexpected();
        }
    }

    private string? ParseDescription()
    {
        if (_token.Kind != TokenKind.String)
        {
            return null;
        }

        var text = _token.Text;
        Advance();
        return text;
    }

    private (OperationType Operation, string Type) ParseRoot()
    {
        var operation = ParseOperationType();
        Expect(":");
        return (operation, ExpectName());
    }

    private CompositeDefinition ParseComposite(int start, string? description)
    {
        var isInterface = _token.Text == "interface";
        Advance();
        var name = ExpectName();
        var interfaces = AcceptKeyword("implements") ? ParseSeparated("&", ExpectName) : [];
        var directives = ParseDirectives(isConstant: true);
        return new CompositeDefinition(start, description, name, isInterface, interfaces, directives, ParseOptionalMany("{", ParseFieldDefinition, "}"));
    }

    private FieldDefinitionNode ParseFieldDefinition()
    {
        var start = _token.Start;
        var description = ParseDescription();
        var name = ExpectName();
        var arguments = ParseOptionalMany("(", ParseInputValue, ")");
        Expect(":");
        return new FieldDefinitionNode(start, description, name, arguments, ParseType(), ParseDirectives(isConstant: true));
    }

    private InputValueNode ParseInputValue()
    {
        var start = _token.Start;
        var description = ParseDescription();
        var name = ExpectName();
        Expect(":");
        var type = ParseType();
        var value = Accept("=") ? ParseValue(isConstant: true) : null;
        return new InputValueNode(start, description, name, type, value, ParseDirectives(isConstant: true));
    }

    private UnionDefinition ParseUnion(int start, string? description)
    {
        Advance();
        var name = ExpectName();
        var directives = ParseDirectives(isConstant: true);
        return new UnionDefinition(start, description, name, directives, Accept("=") ? ParseSeparated("|", ExpectName) : []);
    }

    private EnumValueNode ParseEnumValue()
    {
        var start = _token.Start;
        var description = ParseDescription();
        return _token.Kind == TokenKind.Name && _token.Text is "true" or "false" or "null"
            ? throw Unexpected()
            : new EnumValueNode(start, description, ExpectName(), ParseDirectives(isConstant: true));
    }

    private DirectiveDefinitionNode ParseDirectiveDefinition(int start, string? description)
    {
        Advance();
        Expect("@");
        var name = ExpectName();
        var arguments = ParseOptionalMany("(", ParseInputValue, ")");
        var isRepeatable = AcceptKeyword("repeatable");
        ExpectKeyword("on");
        return new DirectiveDefinitionNode(start, description, name, arguments, isRepeatable, ParseSeparated("|", ExpectName));
    }

    /// <summary>One or more; the separator may stand before the first, too.</summary>
    private List<T> ParseSeparated<T>(string separator, Func<T> item)
    {
        Accept(separator);
        var items = new List<T>();
        do
        {
            items.Add(item());
        }
        while (Accept(separator));
        return items;
    }
}
