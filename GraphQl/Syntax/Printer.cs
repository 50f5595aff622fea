using System.Globalization;
using System.Text;

namespace Platform.GraphQl.Syntax;

/// <summary>Writes what can be executed, and values, as a document: parsing it gives the same again.</summary>
internal sealed class Printer
{
    private readonly StringBuilder _text = new();
    private int _indent;

    public static string Print(Document document)
    {
        var printer = new Printer();
        foreach (var definition in document.Definitions)
        {
            printer.Print(definition);
            printer._text.Append('\n');
        }

        return printer._text.ToString();
    }

    public static string Print(Value value)
    {
        var printer = new Printer();
        printer.Write(value);
        return printer._text.ToString();
    }

    public static string Print(TypeNode type) => type switch
    {
        NamedTypeNode named => named.Name,
        ListTypeNode list => $"[{Print(list.Of)}]",
        NonNullTypeNode nonNull => $"{Print(nonNull.Of)}!",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    private void Print(Definition definition)
    {
        switch (definition)
        {
            case OperationDefinition operation:
                _text.Append(operation.Type switch
                {
                    OperationType.Mutation => "mutation",
                    OperationType.Subscription => "subscription",
                    _ => "query",
                });
                if (operation.Name is not null)
                {
                    _text.Append(' ').Append(operation.Name);
                }

                Separated("(", operation.Variables, Write, ")");
                Write(operation.Directives);
                Write(operation.Selections);
                break;
            case FragmentDefinition fragment:
                _text.Append("fragment ").Append(fragment.Name).Append(" on ").Append(fragment.On.Name);
                Write(fragment.Directives);
                Write(fragment.Selections);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(definition));
        }
    }

    private void Write(VariableDefinition variable)
    {
        _text.Append('$').Append(variable.Name).Append(": ").Append(Print(variable.Type));
        if (variable.Default is not null)
        {
            _text.Append(" = ");
            Write(variable.Default);
        }

        Write(variable.Directives);
    }

    private void Write(SelectionSet selections)
    {
        _text.Append(" {");
        _indent++;
        foreach (var selection in selections.Items)
        {
            Line();
            Write(selection);
        }

        _indent--;
        Line();
        _text.Append('}');
    }

    private void Write(Selection selection)
    {
        switch (selection)
        {
            case Field field:
                if (field.Alias is not null)
                {
                    _text.Append(field.Alias).Append(": ");
                }

                _text.Append(field.Name);
                Separated("(", field.Arguments, Write, ")");
                Write(field.Directives);
                if (field.Selections is not null)
                {
                    Write(field.Selections);
                }

                break;
            case FragmentSpread spread:
                _text.Append("...").Append(spread.Name);
                Write(spread.Directives);
                break;
            case InlineFragment inline:
                _text.Append("...");
                if (inline.On is not null)
                {
                    _text.Append(" on ").Append(inline.On.Name);
                }

                Write(inline.Directives);
                Write(inline.Selections);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(selection));
        }
    }

    private void Write(IReadOnlyList<Directive> directives)
    {
        foreach (var directive in directives)
        {
            _text.Append(" @").Append(directive.Name);
            Separated("(", directive.Arguments, Write, ")");
        }
    }

    private void Write(Argument argument)
    {
        _text.Append(argument.Name).Append(": ");
        Write(argument.Value);
    }

    private void Write(ObjectField field)
    {
        _text.Append(field.Name).Append(": ");
        Write(field.Value);
    }

    private void Write(Value value)
    {
        switch (value)
        {
            case VariableValue variable:
                _text.Append('$').Append(variable.Name);
                break;
            case IntValue number:
                _text.Append(number.Text);
                break;
            case FloatValue number:
                _text.Append(number.Text);
                break;
            case StringValue text:
                Write(text.Text);
                break;
            case BooleanValue boolean:
                _text.Append(boolean.IsTrue ? "true" : "false");
                break;
            case NullValue:
                _text.Append("null");
                break;
            case EnumValue name:
                _text.Append(name.Name);
                break;
            case ListValue list:
                _text.Append('[');
                Join(list.Items, Write);
                _text.Append(']');
                break;
            case ObjectValue fields:
                _text.Append('{');
                Join(fields.Fields, Write);
                _text.Append('}');
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(value));
        }
    }

    private void Write(string text)
    {
        _text.Append('"');
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' or '\\' => _text.Append('\\').Append(character),
                '\n' => _text.Append("\\n"),
                '\r' => _text.Append("\\r"),
                '\t' => _text.Append("\\t"),
                < ' ' or '\u007f' => _text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}"),
                _ => _text.Append(character),
            };
        }

        _text.Append('"');
    }

    private void Separated<T>(string open, IReadOnlyList<T> items, Action<T> write, string close)
    {
        if (items.Count > 0)
        {
            _text.Append(open);
            Join(items, write);
            _text.Append(close);
        }
    }

    private void Join<T>(IReadOnlyList<T> items, Action<T> write)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
            {
                _text.Append(", ");
            }

            write(items[i]);
        }
    }

    private void Line() => _text.Append('\n').Append(' ', _indent * 2);
}
