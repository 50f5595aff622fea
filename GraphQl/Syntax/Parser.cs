using System.Globalization;

namespace Platform.GraphQl.Syntax;

/// <summary>
/// Parses documents (GraphQL October 2021, section 2), by recursive descent with one token of look-ahead. Bounded in tokens and in
/// nesting, so that no document can exhaust memory or stack.
/// </summary>
internal sealed partial class Parser
{
    private const int MaxNesting = 64;

    private readonly string _source;
    private readonly Lexer _lexer;
    private readonly int _maxTokens;
    private Token _token;
    private int _tokens;
    private int _nesting;

    private Parser(string source, int maxTokens)
    {
        _source = source;
        _lexer = new Lexer(source);
        _maxTokens = maxTokens;
        Advance();
    }

    /// <exception cref="GraphQlSyntaxException">The document is not well-formed, or has more tokens than allowed.</exception>
    public static Document Parse(string source, int maxTokens = int.MaxValue)
    {
        var parser = new Parser(source, maxTokens);
        var definitions = new List<Definition>();
        do
        {
            definitions.Add(parser.ParseDefinition());
        }
        while (parser._token.Kind != TokenKind.End);
        return new Document(source, definitions);
    }

    private Definition ParseDefinition()
    {
        if (_token.Is("{"))
        {
            return new OperationDefinition(_token.Start, OperationType.Query, null, [], [], ParseSelections());
        }

        if (_token.Kind == TokenKind.Name)
        {
            switch (_token.Text)
            {
                case "query" or "mutation" or "subscription":
                    return ParseOperation();
                case "fragment":
                    return ParseFragment();
            }
        }

        return ParseSchemaNode();
    }

    private OperationDefinition ParseOperation()
    {
        var start = _token.Start;
        var type = ParseOperationType();
        var name = _token.Kind == TokenKind.Name ? ExpectName() : null;
        var variables = ParseOptionalMany("(", ParseVariableDefinition, ")");
        return new OperationDefinition(start, type, name, variables, ParseDirectives(isConstant: false), ParseSelections());
    }

    private OperationType ParseOperationType()
    {
        var type = _token switch
        {
            { Kind: TokenKind.Name, Text: "query" } => OperationType.Query,
            { Kind: TokenKind.Name, Text: "mutation" } => OperationType.Mutation,
            { Kind: TokenKind.Name, Text: "subscription" } => OperationType.Subscription,
            _ => throw Unexpected(),
        };
        Advance();
        return type;
    }

    private VariableDefinition ParseVariableDefinition()
    {
        var start = _token.Start;
        Expect("$");
        var name = ExpectName();
        Expect(":");
        var type = ParseType();
        var value = Accept("=") ? ParseValue(isConstant: true) : null;
        return new VariableDefinition(start, name, type, value, ParseDirectives(isConstant: true));
    }

    private FragmentDefinition ParseFragment()
    {
        var start = _token.Start;
        Advance();
        if (_token.IsKeyword("on"))
        {
            throw Unexpected();
        }

        var name = ExpectName();
        ExpectKeyword("on");
        return new FragmentDefinition(start, name, ParseNamedType(), ParseDirectives(isConstant: false), ParseSelections());
    }

    private SelectionSet ParseSelections()
    {
        var start = _token.Start;
        Enter();
        var selections = ParseMany("{", ParseSelection, "}");
        _nesting--;
        return new SelectionSet(start, selections);
    }

    private Selection ParseSelection()
    {
        var start = _token.Start;
        if (Accept("..."))
        {
            if (_token.Kind == TokenKind.Name && _token.Text != "on")
            {
                return new FragmentSpread(start, ExpectName(), ParseDirectives(isConstant: false));
            }

            var on = AcceptKeyword("on") ? ParseNamedType() : null;
            return new InlineFragment(start, on, ParseDirectives(isConstant: false), ParseSelections());
        }

        var name = ExpectName();
        string? alias = null;
        if (Accept(":"))
        {
            alias = name;
            name = ExpectName();
        }

        var arguments = ParseArguments(isConstant: false);
        var directives = ParseDirectives(isConstant: false);
        return new Field(start, alias, name, arguments, directives, _token.Is("{") ? ParseSelections() : null);
    }

    private List<Argument> ParseArguments(bool isConstant) => ParseOptionalMany(
        "(",
        () =>
        {
            var start = _token.Start;
            var name = ExpectName();
            Expect(":");
            return new Argument(start, name, ParseValue(isConstant));
        },
        ")");

    private List<Directive> ParseDirectives(bool isConstant)
    {
        var directives = new List<Directive>();
        while (_token.Is("@"))
        {
            var start = _token.Start;
            Advance();
            directives.Add(new Directive(start, ExpectName(), ParseArguments(isConstant)));
        }

        return directives;
    }

    private Value ParseValue(bool isConstant)
    {
        var token = _token;
        switch (token.Kind)
        {
            case TokenKind.Int:
                Advance();
                return new IntValue(token.Start, token.Text);
            case TokenKind.Float:
                Advance();
                return new FloatValue(token.Start, token.Text);
            case TokenKind.String:
                Advance();
                return new StringValue(token.Start, token.Text);
            case TokenKind.Name:
                Advance();
                return token.Text switch
                {
                    "true" => new BooleanValue(token.Start, true),
                    "false" => new BooleanValue(token.Start, false),
                    "null" => new NullValue(token.Start),
                    _ => new EnumValue(token.Start, token.Text),
                };
            case TokenKind.Punctuator when token.Text == "$" && !isConstant:
                Advance();
                return new VariableValue(token.Start, ExpectName());
            case TokenKind.Punctuator when token.Text == "[":
                return new ListValue(token.Start, ParseAny("[", () => ParseValue(isConstant), "]"));
            case TokenKind.Punctuator when token.Text == "{":
                return new ObjectValue(token.Start, ParseAny("{", () => ParseObjectField(isConstant), "}"));
            default:
                throw Unexpected();
        }
    }

    private ObjectField ParseObjectField(bool isConstant)
    {
        var start = _token.Start;
        var name = ExpectName();
        Expect(":");
        return new ObjectField(start, name, ParseValue(isConstant));
    }

    private TypeNode ParseType()
    {
        var start = _token.Start;
        TypeNode type;
        if (Accept("["))
        {
            Enter();
            type = new ListTypeNode(start, ParseType());
            _nesting--;
            Expect("]");
        }
        else
        {
            type = ParseNamedType();
        }

        return Accept("!") ? new NonNullTypeNode(start, type) : type;
    }

    private NamedTypeNode ParseNamedType() => new(_token.Start, ExpectName());

    private List<T> ParseOptionalMany<T>(string open, Func<T> item, string close) => _token.Is(open) ? ParseMany(open, item, close) : [];

    /// <summary>One or more.</summary>
    private List<T> ParseMany<T>(string open, Func<T> item, string close)
    {
        Expect(open);
        var items = new List<T>();
        do
        {
            items.Add(item());
        }
        while (!Accept(close));
        return items;
    }

    /// <summary>None or more, nested.</summary>
    private List<T> ParseAny<T>(string open, Func<T> item, string close)
    {
        Enter();
        Expect(open);
        var items = new List<T>();
        while (!Accept(close))
        {
            items.Add(item());
        }

        _nesting--;
        return items;
    }

    private void Enter()
    {
        if (++_nesting > MaxNesting)
        {
            throw new GraphQlSyntaxException(string.Create(CultureInfo.InvariantCulture, $"The document is nested more than {MaxNesting} levels deep."), _source, _token.Start);
        }
    }

    private void Advance()
    {
        _token = _lexer.Next();
        if (_token.Kind != TokenKind.End && ++_tokens > _maxTokens)
        {
            throw new GraphQlSyntaxException(string.Create(CultureInfo.InvariantCulture, $"The document has more than {_maxTokens} tokens."), _source, _token.Start);
        }
    }

    private bool Accept(string punctuator)
    {
        if (!_token.Is(punctuator))
        {
            return false;
        }

        Advance();
        return true;
    }

    private bool AcceptKeyword(string name)
    {
        if (!_token.IsKeyword(name))
        {
            return false;
        }

        Advance();
        return true;
    }

    private void Expect(string punctuator)
    {
        if (!Accept(punctuator))
        {
            throw new GraphQlSyntaxException($"Expected \"{punctuator}\", found {_token}.", _source, _token.Start);
        }
    }

    private void ExpectKeyword(string name)
    {
        if (!AcceptKeyword(name))
        {
            throw new GraphQlSyntaxException($"Expected \"{name}\", found {_token}.", _source, _token.Start);
        }
    }

    private string ExpectName()
    {
        if (_token.Kind != TokenKind.Name)
        {
            throw new GraphQlSyntaxException($"Expected a name, found {_token}.", _source, _token.Start);
        }

        var name = _token.Text;
        Advance();
        return name;
    }

    private GraphQlSyntaxException Unexpected() => new($"Unexpected {_token}.", _source, _token.Start);
}
