using Platform.Fuzz.Document;
using Platform.Fuzz.Drafts;
using Platform.Fuzz.Inputs;

namespace Platform.Fuzz.Mutations;

/// <summary>Lists the mutations of a spot by the kind of its valid value.</summary>
internal static class SpotMutations
{
    /// <summary>The number of texts that are tried where the valid value is not a text.</summary>
    private const int FewTexts = 10;

    private static readonly Mutation[] s_texts = [.. Texts.All.Select(OfText)];
    private static readonly Mutation[] s_ids = [.. Ids.All.Select(OfText)];
    private static readonly Mutation[] s_moments = [.. Moments.All.Select(moment => new Mutation("moment " + moment, (target, _) => target.Set(moment, escaped: true)))];
    private static readonly Mutation[] s_numbers = [.. Numbers.All.Select(OfNumber)];
    private static readonly Mutation[] s_flags = [.. ((string[])["true", "false", "1", "0", "2", "TRUE", "null", "\"true\"", "\"yes\"", "\"\""]).Select(OfNumber)];

    private static readonly Mutation[] s_presence =
    [
        new("left out", static (target, _) => target.Remove()),
        new("twice", static (target, _) => target.Double()),
    ];

    private static readonly Mutation[] s_wrongTypes =
    [
        .. ((string[])["null", "17", "1e999", "true", "[]", "{}", "[null]", "\"\"", "undefined", "'fuzz'", ""]).Select(token => new Mutation("token " + token, (target, _) => target.Set(new JsonToken(token)))),
        new("in a list", static (target, _) => target.Set(new JsonItems([target.Json ?? new JsonToken("null")]))),
        new("in an object", static (target, _) => target.Set(new JsonFields([new JsonField("value", target.Json ?? new JsonToken("null"))]))),
        new("lists, 1,000 deep", static (target, _) => target.Set(Nested("[", "]", 1_000))),
        new("objects, 100 deep", static (target, _) => target.Set(Nested("{\"a\":", "}", 100))),
    ];

    public static IEnumerable<Mutation> For(Spot spot)
    {
        var isInBody = spot.Place is null;
        IEnumerable<Mutation> values = spot.Kind switch
        {
            ValueKind.Number => [.. s_numbers, .. Numbers.Around(spot.Description).Select(OfNumber), .. s_texts.Take(FewTexts)],
            ValueKind.Flag => [.. s_flags, .. s_texts.Take(FewTexts)],
            ValueKind.Moment => [.. s_moments, .. s_texts.Take(FewTexts)],
            ValueKind.Id => [.. s_ids, .. s_texts.Take(FewTexts + 4)],
            ValueKind.Items => isInBody ? StructureMutations.OfItems : s_texts,
            ValueKind.Fields => isInBody ? StructureMutations.OfFields : s_texts,
            ValueKind.Map => isInBody ? [.. StructureMutations.OfFields, .. StructureMutations.OfMaps] : s_texts,
            ValueKind.Anything => isInBody ? [.. StructureMutations.OfFields, .. StructureMutations.OfMaps, .. StructureMutations.OfItems, .. s_texts, .. s_numbers] : s_texts,
            _ => s_texts,
        };
        return [.. values, .. s_presence, .. isInBody ? s_wrongTypes : []];
    }

    private static Mutation OfText((string Name, Func<string, Text> Make) text) =>
        new(text.Name, (target, dice) => target.Set(text.Make(target.Text), escaped: dice.OneIn(2)));

    private static Mutation OfNumber(string token) => new("number " + (token.Length > 40 ? $"of {token.Length} characters" : token), (target, _) =>
    {
        if (target.IsInBody)
        {
            target.Set(new JsonToken(token));
        }
        else
        {
            target.Set(token.Trim('"'), escaped: false);
        }
    });

    private static JsonToken Nested(string open, string close, int depth) =>
        new(string.Concat(Enumerable.Repeat(open, depth)) + "0" + string.Concat(Enumerable.Repeat(close, depth)));
}
