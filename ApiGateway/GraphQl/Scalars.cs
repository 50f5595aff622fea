using System.Globalization;
using GraphQL.Types;
using GraphQLParser.AST;

namespace Platform.ApiGateway.GraphQl;

/// <summary>Represents a time, written in UTC as ISO 8601. No argument has this type.</summary>
internal sealed class MomentType : ScalarGraphType
{
    public MomentType() => Name = "DateTime";

    public override object? Serialize(object? value) => value switch
    {
        DateTimeOffset moment => moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        null => null,
        _ => ThrowSerializationError(value),
    };

    public override bool CanParseLiteral(GraphQLValue value) => false;

    public override object? ParseLiteral(GraphQLValue value) => ThrowLiteralConversionError(value);

    public override object? ParseValue(object? value) => ThrowValueConversionError(value);
}

/// <summary>Represents an integer that every client can represent: numbers are 53 bits wide in JavaScript.</summary>
internal sealed class LongType : ScalarGraphType
{
    private const long MaxExactInteger = (1L << 53) - 1;

    public LongType() => Name = "Long";

    public override object? Serialize(object? value) => value is null or int or long ? value : ThrowSerializationError(value);

    public override bool CanParseLiteral(GraphQLValue value) => value is GraphQLNullValue || Read(value) is not null;

    public override object? ParseLiteral(GraphQLValue value) => value is GraphQLNullValue ? null : Read(value) ?? ThrowLiteralConversionError(value);

    public override object? ParseValue(object? value) => value switch
    {
        null => null,
        int small => (long)small,
        long large when IsAllowed(large) => large,
        _ => ThrowValueConversionError(value),
    };

    private static long? Read(GraphQLValue value) =>
        value is GraphQLIntValue whole
        && long.TryParse(whole.Value.Span, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && IsAllowed(number)
            ? number
            : null;

    private static bool IsAllowed(long number) => number is >= -MaxExactInteger and <= MaxExactInteger;
}
