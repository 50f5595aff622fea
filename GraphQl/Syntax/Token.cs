namespace Platform.GraphQl.Syntax;

internal enum TokenKind
{
    End,
    Punctuator,
    Name,
    Int,
    Float,
    String,
}

/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text; of a string its value.</param>
/// <param name="Start">Offset of its first character.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Start)
{
    public bool Is(string punctuator) => Kind == TokenKind.Punctuator && Text == punctuator;

    public bool IsKeyword(string name) => Kind == TokenKind.Name && Text == name;

    public override string ToString() => Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.String => "a string",
        _ => $"\"{Text}\"",
    };
}
