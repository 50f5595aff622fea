using System.Globalization;

namespace Platform.GraphQl.Syntax;

/// <summary>Cuts a document into tokens (GraphQL October 2021, section 2.1), with escapes of any code point as later editions have them.</summary>
internal sealed class Lexer(string source)
{
    private static readonly Dictionary<char, string> s_punctuators =
        "!$&():=@[]{|}".ToDictionary(character => character, character => character.ToString());

    private static readonly System.Buffers.SearchValues<char> s_hexDigits = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");

    private int _position = source.StartsWith('\uFEFF') ? 1 : 0;

    public Token Next()
    {
        SkipIgnored();
        if (_position >= source.Length)
        {
            return new Token(TokenKind.End, "", source.Length);
        }

        var start = _position;
        var character = source[start];
        if (s_punctuators.TryGetValue(character, out var punctuator))
        {
            _position++;
            return new Token(TokenKind.Punctuator, punctuator, start);
        }

        if (IsNameStart(character))
        {
            while (_position < source.Length && IsNamePart(source[_position]))
            {
                _position++;
            }

            return new Token(TokenKind.Name, source[start.._position], start);
        }

        if (character == '-' || char.IsAsciiDigit(character))
        {
            return ReadNumber();
        }

        if (character == '"')
        {
            return source.AsSpan(start).StartsWith("\"\"\"", StringComparison.Ordinal)
                ? new Token(TokenKind.String, ReadBlockString(), start)
                : new Token(TokenKind.String, ReadString(), start);
        }

        if (source.AsSpan(start).StartsWith("...", StringComparison.Ordinal))
        {
            _position += 3;
            return new Token(TokenKind.Punctuator, "...", start);
        }

        throw Unexpected(start);
    }

    private static bool IsNameStart(char character) => char.IsAsciiLetter(character) || character == '_';

    private static bool IsNamePart(char character) => char.IsAsciiLetterOrDigit(character) || character == '_';

    private void SkipIgnored()
    {
        while (_position < source.Length)
        {
            switch (source[_position])
            {
                case ' ' or '\t' or '\n' or '\r' or ',' or '\uFEFF':
                    _position++;
                    break;
                case '#':
                    while (_position < source.Length && source[_position] is not ('\n' or '\r'))
                    {
                        _position += CharacterLength(_position);
                    }

                    break;
                default:
                    return;
            }
        }
    }

    private Token ReadNumber()
    {
        var start = _position;
        var isFloat = false;
        Accept('-');
        if (Accept('0'))
        {
            if (_position < source.Length && char.IsAsciiDigit(source[_position]))
            {
                throw Unexpected(_position);
            }
        }
        else
        {
            ReadDigits();
        }

        if (Accept('.'))
        {
            isFloat = true;
            ReadDigits();
        }

        if (Accept('e') || Accept('E'))
        {
            isFloat = true;
            _ = Accept('+') || Accept('-');
            ReadDigits();
        }

        if (_position < source.Length && (source[_position] == '.' || IsNameStart(source[_position])))
        {
            throw Unexpected(_position);
        }

        return new Token(isFloat ? TokenKind.Float : TokenKind.Int, source[start.._position], start);
    }

    private void ReadDigits()
    {
        if (_position >= source.Length || !char.IsAsciiDigit(source[_position]))
        {
            throw Unexpected(_position);
        }

        while (_position < source.Length && char.IsAsciiDigit(source[_position]))
        {
            _position++;
        }
    }

    private bool Accept(char character)
    {
        if (_position >= source.Length || source[_position] != character)
        {
            return false;
        }

        _position++;
        return true;
    }

    private string ReadString()
    {
        var start = _position++;
        var value = new System.Text.StringBuilder();
        while (_position < source.Length && source[_position] is not ('\n' or '\r'))
        {
            var character = source[_position];
            if (character == '"')
            {
                _position++;
                return value.ToString();
            }

            if (character == '\\')
            {
                ReadEscape(value);
                continue;
            }

            var length = CharacterLength(_position);
            value.Append(source, _position, length);
            _position += length;
        }

        throw new GraphQlSyntaxException("The string does not end.", source, start);
    }

    private void ReadEscape(System.Text.StringBuilder value)
    {
        var start = _position++;
        var escape = _position < source.Length ? source[_position++] : '\0';
        if (escape == 'u')
        {
            ReadUnicodeEscape(value, start);
            return;
        }

        value.Append(escape switch
        {
            '"' or '\\' or '/' => escape,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => throw InvalidEscape(start),
        });
    }

    private void ReadUnicodeEscape(System.Text.StringBuilder value, int start)
    {
        if (Accept('{'))
        {
            var end = source.IndexOf('}', _position);
            if (end < 0 || end == _position || !TryParseHex(_position, end - _position, out var codePoint) || !System.Text.Rune.IsValid(codePoint))
            {
                throw InvalidEscape(start);
            }

            _position = end + 1;
            value.Append(new System.Text.Rune(codePoint).ToString());
            return;
        }

        if (!TryParseHex(_position, 4, out var unit))
        {
            throw InvalidEscape(start);
        }

        _position += 4;
        var character = (char)unit;
        if (!char.IsSurrogate(character))
        {
            value.Append(character);
            return;
        }

        // A pair of escapes is one character; half a pair is none.
        if (!char.IsHighSurrogate(character)
            || !source.AsSpan(_position).StartsWith("\\u", StringComparison.Ordinal)
            || !TryParseHex(_position + 2, 4, out var second)
            || !char.IsLowSurrogate((char)second))
        {
            throw InvalidEscape(start);
        }

        _position += 6;
        value.Append(character).Append((char)second);
    }

    private bool TryParseHex(int start, int length, out int value)
    {
        value = 0;
        if (start + length > source.Length || length > 8)
        {
            return false;
        }

        var digits = source.AsSpan(start, length);
        return !digits.ContainsAnyExcept(s_hexDigits)
            && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }

    private string ReadBlockString()
    {
        var start = _position;
        _position += 3;
        var raw = new System.Text.StringBuilder();
        while (_position < source.Length)
        {
            var rest = source.AsSpan(_position);
            if (rest.StartsWith("\"\"\"", StringComparison.Ordinal))
            {
                _position += 3;
                return BlockString.Value(raw.ToString());
            }

            if (rest.StartsWith("\\\"\"\"", StringComparison.Ordinal))
            {
                raw.Append("\"\"\"");
                _position += 4;
                continue;
            }

            var length = source[_position] is '\n' or '\r' ? 1 : CharacterLength(_position);
            raw.Append(source, _position, length);
            _position += length;
        }

        throw new GraphQlSyntaxException("The block string does not end.", source, start);
    }

    /// <summary>How many code units the character has, 1 or 2.</summary>
    private int CharacterLength(int position)
    {
        var character = source[position];
        if (char.IsHighSurrogate(character) && position + 1 < source.Length && char.IsLowSurrogate(source[position + 1]))
        {
            return 2;
        }

        return char.IsSurrogate(character) || (character < ' ' && character != '\t') ? throw Unexpected(position) : 1;
    }

    private GraphQlSyntaxException InvalidEscape(int offset) => new("The escape sequence is not valid.", source, offset);

    private GraphQlSyntaxException Unexpected(int offset) => new(
        offset < source.Length ? string.Create(CultureInfo.InvariantCulture, $"Unexpected character U+{(int)source[offset]:X4}.") : "Unexpected end of the document.",
        source,
        offset);
}
