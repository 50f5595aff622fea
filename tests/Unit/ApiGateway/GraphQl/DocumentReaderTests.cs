using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.GraphQl;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.GraphQl;

/// <summary>No document keeps the gateway busy, or gets from it what it does not tell.</summary>
public sealed class DocumentReaderTests : IDisposable
{
    private static readonly string[] s_codes = ["request", "syntax", "limit", "validation", "operation", "variables"];
    private readonly GraphQlGateway _gateway = new();

    public void Dispose() => _gateway.Dispose();

    [Theory]
    [InlineData("", "{a\n", "", "}\n", "")]
    [InlineData("{", "...{\n", "a", "}\n", "}")]
    [InlineData("{ all_queues(after: ", "[\n", "1", "]\n", ") { id } }")]
    [InlineData("{ all_queues(after: ", "{a:\n", "1", "}\n", ") { id } }")]
    [InlineData("query($a: ", "[\n", "Int", "]\n", ") { all_queues(after: $a) { id } }")]
    [InlineData("query($a: Int = ", "[\n", "1", "]\n", ") { all_queues(after: $a) { id } }")]
    public void Nesting_is_limited(string before, string open, string inner, string close, string after)
    {
        var documents = _gateway.Services.GetRequiredService<DocumentReader>();
        foreach (var count in (int[])[200, 1_000, 100_000])
        {
            foreach (var end in (string[])[inner + Repeat(close, count) + after, ""])
            {
                Should.Throw<GraphQlFault>(() => documents.Read(before + Repeat(open, count) + end)).Cause.ShouldBe("limit");
            }
        }
    }

    public static TheoryData<string, string> Intricate => new()
    {
        { "levels", "{ all_queues { messages { headers { " + Repeat("... { ", 20) + Repeat("name { ", 14) + "name" + Repeat("}", 34) + " } } } }" },
        { "levels of fragments", "{ all_queues { ...F0 } }" + Fragments(20, i => $"on QueueGQL {{ messages {{ ...F{i + 1} }} }}") + "fragment F20 on QueueGQL { id }" },
        { "a circle of levels", "{ all_queues { ...F } } fragment F on QueueGQL { messages { ...F } }" },
        { "a chain of fragments", "{ ...F0 }" + Fragments(40, i => $"on Query {{ ...F{i + 1} }}") + "fragment F40 on Query { __typename }" },
        { "doubling", "{ ...F0 }" + Fragments(30, i => $"on Query {{ ...F{i + 1} ...F{i + 1} }}") + "fragment F30 on Query { __typename }" },
        { "doubling at every level", "{ all_queues { ...F0 } }" + Fragments(12, i => $"on QueueGQL {{ a: messages {{ ...F{i + 1} }} b: messages {{ ...F{i + 1} }} }}") + "fragment F12 on QueueGQL { id }" },
        { "circles", "{ ...F0 }" + Fragments(30, i => $"on Query {{ {string.Concat(Enumerable.Range(0, 30).Select(j => $"...F{j}\n"))} }}") },
        { "the schema many times", $"{{ {string.Concat(Enumerable.Range(0, 5).Select(i => $"a{i}: __schema {{ types {{ name }} }}\n"))} }}" },
        { "types by fragments", "{ ...F ...G } fragment F on Query { a: __type(name: \"a\") { name } b: __schema { types { name } } c: __schema { types { name } } } fragment G on Query { d: __schema { types { name } } e: __type(name: \"a\") { name } }" },
        { "many fragments", "{ __typename }" + Fragments(101, _ => "on Query { __typename }") },
        { "fragments side by side", $"{{ {string.Concat(Enumerable.Range(0, 60).Select(i => $"...F{i}\n"))} }}" + Fragments(60, i => $"on Query {{ a{i}: __typename }}") },
        { "one field many times", $"{{ all_queues {{ {Repeat("id ", 200)} }} }}" },
        { "conflicts", $"{{ all_queues {{ {Repeat("a: id a: name\n", 100)} }} }}" },
        { "conflicts below", $"{{ {Repeat("all_queues { a: id a: name }\n", 30)} }}" },
        { "many fields", $"{{ all_queues(limit: 1) {{ {string.Concat(Enumerable.Range(0, 1_001).Select(i => $"a{i}: id\n"))} }} }}" },
        { "arguments", $"{{ all_queues({Repeat("limit: 1\n", 33)}) {{ id }} }}" },
        { "directives", $"{{ all_queues {{ id {Repeat("@skip(if: true)\n", 9)} }} }}" },
        { "directives of a variable", $"query($a: Int {Repeat("@a\n", 9)}) {{ all_queues(limit: $a) {{ id }} }}" },
        { "variables", $"query({string.Concat(Enumerable.Range(0, 101).Select(i => $"$a{i}: Int\n"))}) {{ all_queues {{ id }} }}" },
        { "a long line", "{ __typename }" + Repeat(" ", 4_100) + "?" },
        { "a long document", "{ __typename }" + Repeat("# nothing\n", 2_000) },
        { "a cost", "{ all_queues(limit: 500) { messages(limit: 200) { id } } }" },
        { "a cost of aliases", "{ " + Repeat("all_queues(limit: 500) { id name }\n", 1) + string.Concat(Enumerable.Range(0, 40).Select(i => $"a{i}: all_queues(limit: 500) {{ id name }}\n")) + "}" },
        { "types of types", "{ __schema { types { " + Repeat("fields { type { ", 6) + "name" + Repeat("} }", 6) + " } } }" },
    };

    [Theory]
    [MemberData(nameof(Intricate))]
    public async Task Expensive_documents_are_refused_before_execution(string what, string query)
    {
        await RefusedAsync(query, what);
        _gateway.Broker.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task Typical_dashboard_queries_are_within_the_limits()
    {
        var wide = $"{{ {string.Concat(Enumerable.Range(0, 25).Select(i => $"q{i}: queue_by_name(name: \"q{i}\") {{ ...Counts page: messages(limit: 100) {{ id content }} }}\n"))} }}"
            + " fragment Counts on QueueGQL { message_count messages_pending messages_processing messages_failed oldest_pending_at }";
        var (status, answer) = await _gateway.AskAsync(wide);
        (status, answer.TryGetProperty("errors", out _)).ShouldBe((200, false), answer.GetRawText());
        answer.GetProperty("data").EnumerateObject().Count().ShouldBe(25);
    }

    [Fact]
    public async Task The_maximum_depth_is_allowed_and_one_more_is_not()
    {
        (await _gateway.AskAsync(Levels(15))).Status.ShouldBe(200);
        await RefusedAsync(Levels(16));

        static string Levels(int count) => $"{{ __type(name: \"Query\") {{ {Repeat("ofType { ", count - 2)} name {Repeat("}", count - 2)} }} }}";
    }

    [Fact]
    public async Task Only_the_first_errors_are_reported()
    {
        var (status, answer) = await _gateway.AskAsync($"{{ all_queues {{ {string.Concat(Enumerable.Range(0, 900).Select(i => $"nothing{i}\n"))} }} }}");
        status.ShouldBe(400);
        Codes(answer).ShouldBe([.. Enumerable.Repeat("validation", 50), "limit"]);
        answer.GetProperty("errors")[0].GetProperty("message").GetString().ShouldBe("Cannot query field 'nothing0' on type 'QueueGQL'.");
        answer.GetProperty("errors")[50].GetProperty("message").GetString().ShouldBe("There are too many errors to look for more.");
    }

    [Fact]
    public async Task Syntax_errors_are_reported_with_their_location()
    {
        var (status, answer) = await _gateway.AskAsync("{\n  all_queues { ? }\n}");
        status.ShouldBe(400);
        answer.GetRawText().ShouldBe("""{"errors":[{"message":"Syntax error: Unexpected character \"?\"","locations":[{"line":2,"column":16}],"extensions":{"code":"syntax"}}]}""");
    }

    [Fact]
    public async Task A_document_contains_only_operations_and_fragments() =>
        Codes((await _gateway.AskAsync("type A { a: Int } { __typename }")).Answer).ShouldBe(["validation"]);

    [Fact]
    public void Any_document_is_answered_or_refused_with_a_reason()
    {
        var value = Gen.Elements("1", "-3", "2147483648", "1e400", "\"text\"", "\"\\u0000\"", "\"\\ud800\"", "\"\"\"a\n b\"\"\"", "true", "null", "failed", "[1, [2]]", "{a: {b: 1}}", "$a", "$b");
        var argument =
            from argumentName in Gen.Elements("limit", "after", "name_contains", "name", "id", "status", "before", "nothing")
            from given in value
            select $"{argumentName}: {given}";
        var arguments = Gen.OneOf(Gen.Constant(""), argument.ListOf(2).Select(list => $"({string.Join(' ', list)})"));
        var name = Gen.Elements("all_queues", "queue_by_name", "message_by_id", "messages", "headers", "id", "name", "rights", "created_at", "__typename", "__schema", "types", "fields", "nothing");
        var field = from alias in Gen.Elements("", "", "a: ", "b: ") from n in name from a in arguments from d in Gen.Elements("", "", " @skip(if: $c)", " @include(if: true)", " @nothing") select alias + n + a + d;
        Gen<string> Selections(int depth) => depth == 0
            ? field.ListOf(2).Select(list => string.Join(' ', list))
            : from leaves in field.ListOf(1)
              from inner in Selections(depth - 1)
              from outer in field
              from kind in Gen.Elements("{0} {{ {1} }}", "... on QueueGQL {{ {1} }}", "... {{ {1} }}", "...F {0}")
              select string.Join(' ', leaves) + " " + string.Format(System.Globalization.CultureInfo.InvariantCulture, kind, outer, inner);
        var documents =
            from head in Gen.Elements("", "query A ", "query($a: Int = 3, $b: String, $c: Boolean = true) ", "query($a: [Int!]!, $b: Nothing) ", "mutation ", "subscription ")
            from depth in Gen.Choose(0, 4)
            from body in Selections(depth)
            from tail in Gen.Elements("", " fragment F on Query { __typename }", " fragment F on QueueGQL { ...F }", " query A { __typename }")
            let text = $"{head}{{ {body} }}{tail}"
            from start in Gen.Choose(0, text.Length)
            from length in Gen.Elements(0, 0, 1, 3)
            from put in Gen.Elements("", "", "", "\"", "{", "}", "(", "...", "0", "@", "&", "\0", "#", "\u2028")
            select text.Remove(start, Math.Min(length, text.Length - start)).Insert(start, put);
        var variables = Gen.Elements("null", "{}", """{"a": 1, "b": "x", "c": false}""", """{"a": "x", "b": {"c": [1.5, null]}}""", """{"a": 1.0, "b": "\u0000"}""", """{"a": 99999999999999999999, "c": null}""");
        Prop.ForAll(documents.Zip(variables).ToArbitrary(), async asked =>
        {
            var (status, answer) = await _gateway.PostAsync($"{{\"query\": {JsonSerializer.Serialize(asked.Item1)}, \"variables\": {asked.Item2}}}");
            status.ShouldBeOneOf(200, 400);
            Codes(answer).ShouldBeSubsetOf(s_codes, asked.Item1);
            (status == 200).ShouldBe(answer.TryGetProperty("data", out _), asked.Item1);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }

    internal static string[] Codes(JsonElement answer) => answer.TryGetProperty("errors", out var errors)
        ? [.. errors.EnumerateArray().Select(error => error.GetProperty("extensions").GetProperty("code").GetString()!)]
        : [];

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static string Fragments(int count, Func<int, string> text) => string.Concat(Enumerable.Range(0, count).Select(i => $" fragment F{i} {text(i)}"));

    private async Task RefusedAsync(string query, string? what = null)
    {
        var (status, answer) = await _gateway.AskAsync(query);
        (status, string.Join(' ', Codes(answer))).ShouldBe((400, "limit"), what ?? query[..Math.Min(query.Length, 60)]);
    }
}
