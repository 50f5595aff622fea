using System.Buffers;
using System.Text.Json;

namespace Platform.ApiGateway.Inputs;

/// <summary>
/// Validates times: a date and a time with a zone (RFC 3339), within years that permit calculations without overflow. UUIDs of version 7 count from
/// 1970.
/// </summary>
internal static class MomentRule
{
    public const string Message = "A moment with a zone is needed, such as 2026-01-31T12:00:00Z, in the years 1970 to 9998.";

    private const int MaxTextLength = 40;
    private const int MaxEscapeLength = 6;
    private const int FirstYear = 1970;
    private const int LastYear = 9998;

    private static readonly SearchValues<char> s_characters = SearchValues.Create("0123456789-:.+TZ");

    /// <summary>Parses a time; false if the text is none of the accepted form.</summary>
    /// <param name="text">The text.</param>
    /// <param name="moment">The time in UTC.</param>
    public static bool TryRead(ReadOnlySpan<char> text, out DateTimeOffset moment)
    {
        moment = default;
        if (text.Length is 0 or > MaxTextLength || text.ContainsAnyExcept(s_characters))
        {
            return false;
        }

        // The JSON parser is strict about ISO 8601; these characters need no escape.
        Span<byte> json = stackalloc byte[MaxTextLength + 2];
        json[0] = json[text.Length + 1] = (byte)'"';
        System.Text.Encoding.ASCII.GetBytes(text, json[1..]);
        var reader = new Utf8JsonReader(json[..(text.Length + 2)]);
        return reader.Read() && TryRead(ref reader, out moment);
    }

    /// <summary>Parses a time from a JSON string; false if the token is no string, or no time of the accepted form.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, out DateTimeOffset moment)
    {
        moment = default;
        if (reader.TokenType != JsonTokenType.String)
        {
            return false;
        }

        if (reader.ValueIsEscaped)
        {
            // Some JSON serialisers escape the plus sign.
            return Length(reader) <= MaxTextLength * MaxEscapeLength && TryRead(reader.GetString(), out moment);
        }

        if (!HasZone(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan) || !reader.TryGetDateTimeOffset(out var read))
        {
            return false;
        }

        moment = read.ToUniversalTime();
        return moment.Year is >= FirstYear and <= LastYear;
    }

    private static long Length(in Utf8JsonReader reader) => reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;

    private static bool HasZone(ReadOnlySpan<byte> text)
    {
        var time = text.IndexOf((byte)'T');
        return time > 0 && text[time..].IndexOfAny("Z+-"u8) > 0;
    }
}
