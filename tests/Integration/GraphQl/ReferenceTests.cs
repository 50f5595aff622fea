using System.Globalization;
using System.Text.Json;
using Platform.GraphQl.Execution;
using Platform.GraphQl.Syntax;
using Platform.GraphQl.Types;
using Platform.GraphQl.Validation;
using Shouldly;
using Xunit;

namespace Platform.Integration.GraphQl;

/// <summary>Ours and the reference implementation read, refuse and answer the same.</summary>
public sealed class ReferenceTests
{
    private const int Seed = 20_261_121;
    private static readonly GraphQlSchema s_schema = Schema();
    private static readonly GraphQlEngine s_engine = new(s_schema, new GraphQlLimits { Depth = 100, Cost = int.MaxValue });

    [Fact]
    public async Task Documents_are_read_alike()
    {
        var random = new Random(Seed);
        var documents = Enumerable.Range(0, 150).Select(_ => new RandomDocuments(s_schema, random, 0.05).Create()).ToList();
        documents.AddRange(documents.ToList().Select(document => Damage(document, random)));
        documents.Add(Reference.Schema);
        documents.Add("{ a(b: \"\"\"\n   one\n     two\r\n\n  \"\"\", c: \"\\u{1F600}\\uD83D\\uDE00 \\b\\f\", d: {}, e: [], f: -0.0e+5) }");

        var theirs = await Reference.AskAsync<string?[]>(new { judge = "syntax", documents });
        var ourTexts = documents.Select(Print).ToList();
        ourTexts.Count(text => text is null).ShouldBeInRange(20, 140);
        for (var i = 0; i < documents.Count; i++)
        {
            (ourTexts[i] is null).ShouldBe(theirs[i] is null, documents[i]);

            // Their canonical text of the same document says the same to us.
            if (ourTexts[i] is not (null or ""))
            {
                Print(theirs[i]!).ShouldBe(ourTexts[i]);
            }
        }

        // And ours says the same to them.
        var written = ourTexts.Where(text => text is not (null or "")).ToList();
        var again = await Reference.AskAsync<string?[]>(new { judge = "syntax", documents = written });
        again.Select(text => Print(text!)).ShouldBe(written);
    }

    [Fact]
    public async Task Documents_break_the_same_rules()
    {
        var random = new Random(Seed);
        var documents = Enumerable.Range(0, 450).Select(index => new RandomDocuments(s_schema, random, index % 3 == 0 ? 0.2 : 0.02).Create()).ToList();
        documents.AddRange(Handmade.Invalid);
        var theirs = await Reference.AskAsync<string[]?[]>(new { judge = "validation", documents });
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < documents.Count; i++)
        {
            if (theirs[i] is not { } broken)
            {
                continue;
            }

            var ours = Validator.Validate(s_schema, Parser.Parse(documents[i])).Broken.Order(StringComparer.Ordinal).ToList();
            var expected = broken.Distinct().Order(StringComparer.Ordinal).ToList();
            if (ours.Contains(DefinitionRules.NoFragmentCycles))
            {
                // A document with circles is not unfolded by us.
                expected.Remove("OverlappingFieldsCanBeMerged");
            }

            string.Join(", ", ours).ShouldBe(string.Join(", ", expected), documents[i]);
            seen.UnionWith(expected);
        }

        // Every rule was met, and many documents broke none.
        theirs.Count(broken => broken is { Length: 0 }).ShouldBeGreaterThan(50);
        seen.Count.ShouldBe(27, string.Join(", ", seen.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Requests_are_answered_alike()
    {
        var random = new Random(Seed);
        var requests = Handmade.Requests
            .Concat(Enumerable.Range(0, 250).Select(_ => (Query: new RandomDocuments(s_schema, random, 0.003).Create(), Variables: (string?)null)))
            .Where(request => !request.Query.StartsWith("subscription", StringComparison.Ordinal))
            .ToList();
        var theirs = await Reference.AskAsync<Answer[]>(new
        {
            judge = "execution",
            requests = requests.Select(request => new { query = request.Query, variables = request.Variables is { } text ? JsonSerializer.Deserialize<JsonElement>(text) : (JsonElement?)null }),
        });
        var withData = 0;
        for (var i = 0; i < requests.Count; i++)
        {
            var ours = await AnswerAsync(requests[i].Query, requests[i].Variables);
            var what = $"{requests[i].Query} {requests[i].Variables} {string.Join(' ', ours.Errors)}";
            ours.IsExecuted.ShouldBe(theirs[i].IsExecuted, what);
            Canonical(ours.Data).ShouldBe(Canonical(theirs[i].Data), what);
            if (ours.IsExecuted)
            {
                withData++;

                // Theirs stops at the first error that empties the answer around it; ours may have seen its neighbours', too.
                theirs[i].Errors.Select(Where).ShouldBeSubsetOf(ours.Errors.Select(Where), what);
                (theirs[i].Errors.Length == 0).ShouldBe(ours.Errors.Length == 0, what);
            }
        }

        withData.ShouldBeGreaterThan(50);
    }

    [Fact]
    public async Task A_client_can_be_built_of_our_introspection()
    {
        foreach (var question in await Reference.AskAsync<string[]>(new { judge = "questions" }))
        {
            var answer = await s_engine.Prepare(new GraphQlRequest(question)).ExecuteAsync(null, default);
            var judged = await Reference.AskAsync<Dictionary<string, JsonElement>>(new { judge = "introspection", answer = Json(answer) });
            judged["faults"].GetArrayLength().ShouldBe(0, judged["faults"].GetRawText());
            if (question.Contains("isRepeatable", StringComparison.Ordinal))
            {
                judged["built"].GetString().ShouldBe(judged["expected"].GetString());
            }
        }
    }

    internal static JsonElement Json(GraphQlResponse response)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            response.Write(writer);
        }

        return JsonSerializer.Deserialize<JsonElement>(stream.ToArray());
    }

    private static GraphQlSchema Schema()
    {
        using var json = JsonDocument.Parse(Reference.Data);
        var data = json.RootElement.Clone();
        static string TypeName(object value) => ((JsonElement)value).GetProperty("__typename").GetString()!;
        return GraphQlSchema.Parse(Reference.Schema, new SchemaBindings()
            .Field("Query", "inspect", context => ValueTask.FromResult<object?>(Inspect(context.Arguments)))
            .Field("Query", "required", context => ValueTask.FromResult<object?>(Inspect(context.Arguments)))
            .TypeName("Node", TypeName).TypeName("Named", TypeName).TypeName("Pet", TypeName)
            .Otherwise(context => ValueTask.FromResult(
                (context.Source is JsonElement source ? source : data).TryGetProperty(context.Field, out var value) ? Plain(value) : null)));
    }

    private static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetInt32(out var whole) ? (object)whole : value.GetDouble(),
        JsonValueKind.Array => value.EnumerateArray().Select(Plain).ToList(),
        _ => value,
    };

    private static string Inspect(object? value) => value switch
    {
        null => "null",
        bool boolean => boolean ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IReadOnlyDictionary<string, object?> fields => $"{{{string.Join(',', fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}:{Inspect(field.Value)}"))}}}",
        IReadOnlyList<object?> items => $"[{string.Join(',', items.Select(Inspect))}]",
        _ => JsonSerializer.Serialize(value.ToString(), s_plainText),
    };

    private static readonly JsonSerializerOptions s_plainText = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static async Task<Answer> AnswerAsync(string query, string? variables)
    {
        var response = await s_engine.Prepare(new GraphQlRequest(query, null, variables is null ? null : JsonSerializer.Deserialize<JsonElement>(variables))).ExecuteAsync(null, default);
        var json = Json(response);
        return new Answer(
            json.TryGetProperty("data", out var data) ? data : null,
            response.IsExecuted,
            json.TryGetProperty("errors", out var errors) ? [.. errors.EnumerateArray()] : []);
    }

    private static string Canonical(JsonElement? element) => element is not { } value || value.ValueKind == JsonValueKind.Null ? "null" : JsonSerializer.Serialize(value);

    private static string Where(JsonElement error) =>
        (error.TryGetProperty("path", out var path) && path.ValueKind != JsonValueKind.Null ? path.GetRawText() : "-")
        + string.Join(' ', error.TryGetProperty("locations", out var locations) ? locations.EnumerateArray().Select(place => $"{place.GetProperty("line")}:{place.GetProperty("column")}") : []);

    private static string? Print(string document)
    {
        try
        {
            var parsed = Parser.Parse(document);
            return parsed.Definitions.OfType<SchemaNode>().Any() ? "" : Printer.Print(parsed);
        }
        catch (GraphQlSyntaxException)
        {
            return null;
        }
    }

    private static string Damage(string document, Random random)
    {
        var start = random.Next(document.Length);
        var put = (string[])["", "\"", "{", "}", "...", "0", "$", "@", ":", "#", "[", "!"];
        return document.Remove(start, Math.Min(random.Next(4), document.Length - start)).Insert(start, put[random.Next(put.Length)]);
    }

    private sealed record Answer(JsonElement? Data, bool IsExecuted, JsonElement[] Errors);
}
