using System.Globalization;
using Platform.Fuzz.Drafts;
using Platform.Fuzz.Inputs;

namespace Platform.Fuzz.Mutations;

/// <summary>Lists mutations of the size and structure of arrays and objects.</summary>
internal static class StructureMutations
{
    private const int Many = 10_000;

    public static IReadOnlyList<Mutation> OfItems { get; } =
    [
        new("no items", static (target, _) => target.Set(new JsonItems([]))),
        new("10,000 items", static (target, _) => target.Set(new JsonItems([.. Enumerable.Repeat(First(target), Many)]))),
        new("1,001 items", static (target, _) => target.Set(new JsonItems([.. Enumerable.Repeat(First(target), 1_001)]))),
        new("items of nothing", static (target, _) => target.Set(new JsonItems([new JsonToken("null"), First(target), new JsonToken("null")]))),
        new("items of several types", static (target, _) => target.Set(new JsonItems([First(target), new JsonToken("1"), new JsonText("a"), new JsonItems([]), new JsonFields([])]))),
        new("lists in the list", static (target, _) => target.Set(new JsonItems([new JsonItems([new JsonItems([First(target)])])]))),
        .. Texts.All.Take(12).Select(text => new Mutation("an item: " + text.Name, (target, dice) => target.Set(new JsonItems([new JsonText(text.Make("fuzz"), dice.OneIn(2))])))),
    ];

    public static IReadOnlyList<Mutation> OfFields { get; } =
    [
        new("no fields", static (target, _) => target.Set(new JsonFields([]))),
        new("a field more", static (target, _) => With(target, "unheard_of", new JsonToken("1"))),
        new("a field of a prototype", static (target, _) => With(target, "__proto__", new JsonFields([]))),
        new("10,000 fields more", static (target, _) =>
        {
            for (var i = 0; i < Many; i++)
            {
                With(target, "f" + i.ToString(CultureInfo.InvariantCulture), new JsonToken("0"));
            }
        }),
        new("names in capitals", static (target, _) =>
        {
            if (target.Json is JsonFields fields)
            {
                target.Set(new JsonFields([.. fields.All.Select(field => new JsonField(field.Name.ToString().ToUpperInvariant(), field.Value))]));
            }
        }),
        new("every field twice", static (target, _) =>
        {
            if (target.Json is JsonFields fields)
            {
                fields.All.AddRange([.. fields.All.Select(field => new JsonField(field.Name, field.Value.Copy()))]);
            }
        }),
        .. Texts.All.Where(text => text.Name != "a mebibyte").Take(14).Select(text => new Mutation("a field's name: " + text.Name, (target, _) => With(target, text.Make("fuzz"), new JsonToken("1")))),
    ];

    /// <summary>Mutations of objects whose names the caller chooses.</summary>
    public static IReadOnlyList<Mutation> OfMaps { get; } =
    [
        .. Texts.All.Select(text => new Mutation("a name in it: " + text.Name, (target, _) => target.Set(new JsonFields([new JsonField(text.Make("fuzz"), new JsonText("fuzz"))])))),
        .. Texts.All.Select(text => new Mutation("a text in it: " + text.Name, (target, dice) => target.Set(new JsonFields([new JsonField("fuzz", new JsonText(text.Make("fuzz"), dice.OneIn(2)))])))),
        new("33 names", static (target, _) => target.Set(new JsonFields([.. Enumerable.Range(0, 33).Select(i => new JsonField("h" + i.ToString(CultureInfo.InvariantCulture), new JsonText("1")))]))),
    ];

    private static JsonPart First(SpotTarget target) => target.Json is JsonItems { All: [var first, ..] } ? first : new JsonText("fuzz");

    private static void With(SpotTarget target, Text name, JsonPart value)
    {
        if (target.Json is not JsonFields fields)
        {
            fields = new JsonFields([]);
            target.Set(fields);
        }

        fields.All.Add(new JsonField(name, value));
    }
}
