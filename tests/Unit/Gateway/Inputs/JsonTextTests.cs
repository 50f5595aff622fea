using System.Buffers;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Platform.ApiGateway.Inputs;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.ApiGateway.Queues;
using Shouldly;
using Xunit;

namespace Platform.Unit.Gateway.Inputs;

public sealed class JsonTextTests
{
    private static readonly Config s_many = Config.QuickThrowOnFailure.WithMaxTest(2000);

    [Fact]
    public void A_body_is_refused_for_its_texts_if_one_of_them_must_not_enter() =>
        Prop.ForAll(Given.Json.ToArbitrary(), json =>
        {
            var bytes = Encoding.UTF8.GetBytes(json);
            var faulty = Given.TextsOf(bytes)?.Where(text => text.Text is null || TextRule.Fault(text.Text) is not null).ToList();
            var found = JsonTexts.Fault(bytes);
            (found is not null).ShouldBe(faulty is { Count: > 0 }, json);
            if (found is { } fault && faulty![0].Text is not null)
            {
                fault.Field.ShouldStartWith(faulty[0].Path, Case.Sensitive, json);
            }
        }).Check(s_many);

    [Fact]
    public void The_quick_look_passes_nothing_that_the_long_one_would_find() =>
        Prop.ForAll(Gen.OneOf(Given.NearlyJson, ArbMap.Default.GeneratorFor<byte[]>()).ToArbitrary(), bytes =>
        {
            if (Utf8.IsValid(bytes) && !JsonTexts.MayBeFaulty(bytes))
            {
                JsonTexts.Walk(bytes).ShouldBeNull();
            }

            (JsonTexts.Fault(bytes) is null).ShouldBe(Utf8.IsValid(bytes) && JsonTexts.Walk(bytes) is null);
        }).Check(s_many);

    [Theory]
    [InlineData("""{"a":"\u0000"}""", "a")]
    [InlineData("""{"a":{"b":["x",{"c":"\ud800"}]}}""", "a.b[1].c")]
    [InlineData("""[1,[2,"\uDC00\uD800"]]""", "[1][1]")]
    [InlineData("""{"messages":[{"content":1},{"headers":{"x":"\u0000"}}]}""", "messages[1].headers.x")]
    [InlineData("""{"a":{"\u0000":1}}""", "a.\\u0000")]
    [InlineData("""{"\u00e9":"\ud83d"}""", "\u00e9")]
    [InlineData("\"\\ud83d\\n\\ude00\"", "$")]
    [InlineData("""{"a":"\ud83dx"}""", "a")]
    [InlineData("""{"a":"\\ud83d\ude00"}""", "a")]
    [InlineData("""{"a":"\ud83d\ude00"}""", null)]
    [InlineData("""{"a":"\\u0000"}""", null)]
    [InlineData("""{"a":"\\\\ud800"}""", null)]
    [InlineData("""{"a":"\u00000"}""", "a")]
    [InlineData("""{"a":"\ufffe\uffff\u202e"}""", null)]
    [InlineData("""{"a":"\ud800""", null)]
    public void Faults_are_told_by_their_path(string json, string? path) => JsonTexts.Fault(Encoding.UTF8.GetBytes(json))?.Field.ShouldBe(path);

    [Fact]
    public void What_is_no_utf_8_is_refused_whole() => JsonTexts.Fault([.. "{\"a\":\""u8, 0xff, .. "\"}"u8])!.Value.Field.ShouldBe("$");

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1_000_000)]
    public void No_depth_is_too_much(int depth) =>
        JsonTexts.Fault(Encoding.UTF8.GetBytes(new string('[', depth) + "\"\\u0000\"" + new string(']', depth))).HasValue.ShouldBe(depth <= 64);

    /// <summary>Any bytes give an object or a problem of the caller's, in one piece or in two, and every problem can be written.</summary>
    [Fact]
    public void Any_bytes_are_a_body_or_a_problem_of_their_sender() =>
        Prop.ForAll(Gen.OneOf(Given.NearlyJson, ArbMap.Default.GeneratorFor<byte[]>()).ToArbitrary(), bytes =>
        {
            var problem = Parse(bytes, GatewayJson.Default.CreateJobRequest);
            Check(problem, bytes);
            JsonBody.TryParse(Halves(bytes), GatewayJson.Default.CreateJobRequest, out _, out var again).ShouldBe(problem is null);
            again?.Errors!.Keys.ShouldBe(problem!.Errors!.Keys);
            Check(Parse(bytes, GatewayJson.Default.BulkRequest), bytes);
            Check(Parse(bytes, GatewayJson.Default.CreateApiKeyRequest), bytes);
            Check(MessageBody.Read(bytes, new ArrayBufferWriter<byte>(), out _, out _), bytes);
        }).Check(s_many);

    /// <summary>The same within members that the routes know.</summary>
    [Fact]
    public void Any_value_of_a_known_member_is_taken_or_refused() =>
        Prop.ForAll(
            Gen.Elements("kind", "input", "title", "tags", "start_at", "webhook", "priority", "max_attempts", "content", "headers", "group", "deduplication_id").ToArbitrary(),
            Given.NearlyJson.ToArbitrary(),
            (name, value) =>
            {
                byte[] body = [.. Encoding.UTF8.GetBytes($"{{\"kind\":\"probe\",\"{name}\":"), .. value, (byte)'}'];
                Check(Parse(body, GatewayJson.Default.CreateJobRequest), body);
                body = [.. Encoding.UTF8.GetBytes($"{{\"content\":1,\"{name}\":"), .. value, (byte)'}'];
                Check(MessageBody.Read(body, new ArrayBufferWriter<byte>(), out _, out _), body);
            }).Check(s_many);

    [Theory]
    [InlineData(60, null)]
    [InlineData(61, "content")]
    [InlineData(63, "content")]
    [InlineData(100, "content")]
    public void Contents_are_no_deeper_than_their_readers_go(int levels, string? field)
    {
        foreach (var (open, close) in ((string, string)[])[("[", "]"), ("{\"a\":", "}")])
        {
            var content = string.Concat(Enumerable.Repeat(open, levels)) + "1" + string.Concat(Enumerable.Repeat(close, levels));
            var problem = MessageBody.Read(Encoding.UTF8.GetBytes($"{{\"content\":{content}}}"), new ArrayBufferWriter<byte>(), out _, out _);
            problem?.Errors!.Keys.Single().ShouldBe(field);
            problem.ShouldBe(field is null ? null : problem);
        }
    }

    private static ApiProblem? Parse<T>(byte[] body, JsonTypeInfo<T> type)
    {
        JsonBody.TryParse(body, type, out _, out var problem).ShouldBe(problem is null);
        return problem;
    }

    private static void Check(ApiProblem? problem, byte[] body)
    {
        if (problem is null)
        {
            return;
        }

        problem.Status.ShouldBeInRange(400, 422, Encoding.UTF8.GetString(body));
        problem.Errors.ShouldNotBeEmpty();
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        problem.ExecuteAsync(context).GetAwaiter().GetResult();
        Given.TextsOf(((MemoryStream)context.Response.Body).ToArray())!.ShouldAllBe(text => text.Text != null);
    }

    private static ReadOnlySequence<byte> Halves(byte[] bytes)
    {
        var first = new Piece(bytes.AsMemory(0, bytes.Length / 2), null);
        var second = new Piece(bytes.AsMemory(bytes.Length / 2), first);
        return new ReadOnlySequence<byte>(first, 0, second, second.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, Piece? before)
        {
            Memory = memory;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }
}
