using System.Text.Json;
using Platform.GraphQl.Execution;
using Platform.GraphQl.Types;
using Platform.GraphQl.Validation;
using Shouldly;
using Xunit;

namespace Platform.Unit.GraphQl;

public sealed class ExecutionTests
{
    private const string Schema = """
        type Query {
          text: String
          must: String!
          slow(name: String!): String
          child: Child
          children(first: Int = 10): [Child!]
          matrix: [[Int!]]
          kind: Kind
          big: Int
        }
        type Child { name: String!  broken: String!  child: Child! }
        type Mutation { step(number: Int!): Int! }
        enum Kind { ONE TWO }
        """;

    [Theory]
    [InlineData("{ text }", """{"data":{"text":"hello"}}""")]
    [InlineData("{ b: text a: text __typename }", """{"data":{"b":"hello","a":"hello","__typename":"Query"}}""")]
    [InlineData("{ text @skip(if: true) kind @include(if: false) }", """{"data":{}}""")]
    [InlineData("{ child { broken } text }", """{"errors":[{"message":"Something went wrong on our side.","locations":[{"line":1,"column":11}],"path":["child","broken"],"extensions":{"code":"server"}}],"data":{"child":null,"text":"hello"}}""")]
    [InlineData("{ children(first: 2) { name child { broken } } }", """{"errors":[{"message":"Something went wrong on our side.","locations":[{"line":1,"column":37}],"path":["children",0,"child","broken"],"extensions":{"code":"server"}},{"message":"Something went wrong on our side.","locations":[{"line":1,"column":37}],"path":["children",1,"child","broken"],"extensions":{"code":"server"}}],"data":{"children":null}}""")]
    [InlineData("{ matrix }", """{"errors":[{"message":"There is no value where the schema promises one.","locations":[{"line":1,"column":3}],"path":["matrix",1,1],"extensions":{"code":"server"}}],"data":{"matrix":[[1,2],null,null]}}""")]
    [InlineData("{ must }", """{"errors":[{"message":"Not now.","locations":[{"line":1,"column":3}],"path":["must"],"extensions":{"code":"away"}}],"data":null}""")]
    [InlineData("{ kind }", """{"errors":[{"message":"The value is none of type \u0022Kind\u0022.","locations":[{"line":1,"column":3}],"path":["kind"],"extensions":{"code":"server"}}],"data":{"kind":null}}""")]
    [InlineData("{ big }", """{"errors":[{"message":"The value is none of type \u0022Int\u0022.","locations":[{"line":1,"column":3}],"path":["big"],"extensions":{"code":"server"}}],"data":{"big":null}}""")]
    public async Task Values_and_errors_are_where_the_specification_wants_them(string query, string answer) => (await AskAsync(query)).ShouldBe(answer);

    [Fact]
    public async Task Fields_of_a_query_are_fetched_at_the_same_time_and_answered_in_their_order()
    {
        var gate = new TaskCompletionSource();
        var waiting = 0;
        var engine = Engine(new GraphQlLimits(), async context =>
        {
            // Each waits for the other two: only together do they come on.
            if (Interlocked.Increment(ref waiting) == 3)
            {
                gate.SetResult();
            }

            await gate.Task.WaitAsync(TimeSpan.FromSeconds(10));
            return context.Argument<string>("name");
        });
        (await AnswerAsync(engine, """{ a: slow(name: "1") b: slow(name: "2") c: slow(name: "3") }""")).ShouldBe("""{"data":{"a":"1","b":"2","c":"3"}}""");
    }

    [Fact]
    public async Task Fields_of_a_mutation_run_one_after_another()
    {
        var running = 0;
        var order = new List<int>();
        var schema = GraphQlSchema.Parse(Schema, new SchemaBindings().Otherwise(_ => default).Field("Mutation", "step", async context =>
        {
            Interlocked.Increment(ref running).ShouldBe(1);
            await Task.Yield();
            order.Add(context.Argument<int>("number"));
            Interlocked.Decrement(ref running);
            return context.Argument<int>("number");
        }));
        (await AnswerAsync(new GraphQlEngine(schema, new GraphQlLimits()), "mutation { b: step(number: 2) a: step(number: 1) c: step(number: 3) }"))
            .ShouldBe("""{"data":{"b":2,"a":1,"c":3}}""");
        order.ShouldBe([2, 1, 3]);
    }

    [Fact]
    public async Task A_cancelled_execution_throws_and_reports_nothing()
    {
        using var cancel = new CancellationTokenSource();
        var engine = Engine(new GraphQlLimits(), async context =>
        {
            await cancel.CancelAsync();
            context.CancellationToken.ThrowIfCancellationRequested();
            return "never";
        });
        await Should.ThrowAsync<OperationCanceledException>(() => engine.Prepare(new GraphQlRequest("{ slow(name: \"x\") }")).ExecuteAsync(null, cancel.Token));
    }

    [Theory]
    [InlineData("{ child { child { child { name } } } }", "levels")]
    [InlineData("{ child { ...F } } fragment F on Child { child { ...G } } fragment G on Child { child { name } }", "levels")]
    [InlineData("{ children(first: 30) { name } }", "costs")]
    [InlineData("{ children { name broken } a: children { name } kind }", "costs")]
    [InlineData("query($n: Int = 31) { children(first: $n) { name } }", "costs")]
    [InlineData("query($n: Int) { children(first: $n) { name } a: children(first: $n) { name } b: children(first: $n) { name } }", "costs")]
    [InlineData("{ a:text b:text c:text d:text e:text f:text g:text h:text i:text j:text k:text }", "too many fields")]
    [InlineData("{ ...A ...B ...C ...D } fragment A on Query { ...B ...B } fragment B on Query { ...C ...C } fragment C on Query { ...D ...D } fragment D on Query { text must }", "too many fields")]
    public void What_asks_for_too_much_is_refused_before_anything_is_fetched(string query, string reason)
    {
        var engine = Engine(new GraphQlLimits { Depth = 3, Fields = 10, Cost = 50 }, _ => throw new InvalidOperationException("fetched"));
        var prepared = engine.Prepare(new GraphQlRequest(query));
        prepared.Errors.ShouldHaveSingleItem().Code.ShouldBe("limit");
        prepared.Errors[0].Message.ShouldContain(reason);
    }

    [Fact]
    public void A_document_that_unfolds_beyond_all_bounds_is_refused_at_once()
    {
        var fragments = Enumerable.Range(0, 200).Select(i => $"fragment F{i} on Child {{ a: child {{ ...F{i + 1} }} b: child {{ ...F{i + 1} }} }}");
        var query = $"{{ child {{ ...F0 }} }} {string.Join(' ', fragments)} fragment F200 on Child {{ name }}";
        Engine(new GraphQlLimits { Depth = 1_000 }).Prepare(new GraphQlRequest(query)).Errors.ShouldHaveSingleItem().Message.ShouldContain("too many fields");

        var types = string.Concat(Enumerable.Repeat("type{fields{", 30)) + "name" + new string('}', 60);
        Engine(new GraphQlLimits { Depth = 1_000 }).Prepare(new GraphQlRequest($"{{ __type(name: \"Query\") {{ fields {{ {types} }} }} }}")).Errors
            .ShouldContain(error => error.Message == "Introspection is nested too deep.");
    }

    [Fact]
    public async Task An_answer_that_grows_too_large_is_given_up() =>
        (await AnswerAsync(Engine(new GraphQlLimits { ResultFields = 20 }), "{ children(first: 50) { name } }"))
            .ShouldBe("""{"errors":[{"message":"The answer has more than 20 fields.","extensions":{"code":"limit"}}],"data":null}""");

    [Fact]
    public void A_schema_that_contradicts_itself_or_its_bindings_is_refused()
    {
        Refused("type Query { a: Missing }").ShouldContain("Missing");
        Refused("type Query { a: Int } type Query { b: Int }").ShouldContain("twice");
        Refused("type Other { a: Int }").ShouldContain("Query");
        Refused("type Query { a(b: Query): Int }").ShouldContain("output");
        Refused("scalar Odd type Query { a: Odd }").ShouldContain("codec");
        Refused("interface I { a: Int } type Query implements I { a: Int }").ShouldContain("interface I");
        Should.Throw<InvalidDataException>(() => GraphQlSchema.Parse("type Query { a: Int }", new SchemaBindings())).Message.ShouldContain("Query.a");
        Should.Throw<InvalidDataException>(() => GraphQlSchema.Parse("type Query { a: Int }", new SchemaBindings().Otherwise(_ => default).Field("Query", "b", _ => default)))
            .Message.ShouldContain("Query.b");

        static string Refused(string text) =>
            Should.Throw<InvalidDataException>(() => GraphQlSchema.Parse(text, new SchemaBindings().Otherwise(_ => default))).Message;
    }

    private static Task<string> AskAsync(string query) => AnswerAsync(Engine(new GraphQlLimits()), query);

    private static async Task<string> AnswerAsync(GraphQlEngine engine, string query)
    {
        var answer = await engine.Prepare(new GraphQlRequest(query)).ExecuteAsync(null, default);
        using var stream = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(stream))
        {
            answer.Write(writer);
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static GraphQlEngine Engine(GraphQlLimits limits, FieldResolver? slow = null)
    {
        var child = new object();
        var bindings = new SchemaBindings()
            .Field("Query", "text", _ => ValueTask.FromResult<object?>("hello"))
            .Field("Query", "must", _ => throw new TimeoutException())
            .Field("Query", "slow", slow ?? (_ => default))
            .Field("Query", "child", async _ =>
            {
                await Task.Yield();
                return child;
            })
            .Field("Query", "children", context => ValueTask.FromResult<object?>(Enumerable.Repeat(child, context.Argument<int>("first"))))
            .Cost("Query", "children", 1, sizeArgument: "first", assumedSize: 20)
            .Field("Query", "matrix", _ => ValueTask.FromResult<object?>(new List<object?> { new[] { 1, 2 }, new List<object?> { 3, null }, null }))
            .Field("Query", "kind", _ => ValueTask.FromResult<object?>("THREE"))
            .Field("Query", "big", _ => ValueTask.FromResult<object?>(1L << 31))
            .Field<object>("Child", "name", _ => "child")
            .Field<object>("Child", "broken", _ => throw new InvalidOperationException("a secret"))
            .Field<object>("Child", "child", self => self)
            .Field("Mutation", "step", _ => default);
        return new GraphQlEngine(GraphQlSchema.Parse(Schema, bindings), limits, exception => exception is TimeoutException ? new GraphQlFieldException("Not now.", "away") : null);
    }
}
