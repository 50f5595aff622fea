using System.Buffers;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;
using Platform.ApiGateway.Queues;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Json;

public sealed class JsonBodyTests
{
    private static readonly Config s_many = Config.QuickThrowOnFailure.WithMaxTest(1000);

    /// <summary>Any bytes give an object or a problem of the caller's, in one piece or in two, and every problem can be written.</summary>
    [Fact]
    public void Any_bytes_are_read_or_refused_as_a_client_error() =>
        Prop.ForAll(Gen.OneOf(Given.NearlyJson, ArbMap.Default.GeneratorFor<byte[]>()).ToArbitrary(), bytes =>
        {
            var problem = Parse(bytes, GatewayJson.Default.CreateJobRequest);
            Check(problem, bytes);
            JsonBody.TryParse(Halves(bytes), GatewayJson.Default.CreateJobRequest, out _, out var again).ShouldBe(problem is null);
            again?.Errors!.Keys.ShouldBe(problem!.Errors!.Keys);
            Check(Parse(bytes, GatewayJson.Default.BulkRequest), bytes);
            Check(Parse(bytes, GatewayJson.Default.CreateApiKeyRequest), bytes);
            Check(MessageBody.Read(bytes, [], out _), bytes);
        }).Check(s_many);

    /// <summary>The same within members that the routes know.</summary>
    [Fact]
    public void Any_value_of_a_known_property_is_accepted_or_refused() =>
        Prop.ForAll(
            Gen.Elements("kind", "input", "title", "tags", "start_at", "webhook", "priority", "max_attempts", "content", "headers", "group", "deduplication_id").ToArbitrary(),
            Given.NearlyJson.ToArbitrary(),
            (name, value) =>
            {
                byte[] body = [.. Encoding.UTF8.GetBytes($"{{\"kind\":\"probe\",\"{name}\":"), .. value, (byte)'}'];
                Check(Parse(body, GatewayJson.Default.CreateJobRequest), body);
                body = [.. Encoding.UTF8.GetBytes($"{{\"content\":1,\"{name}\":"), .. value, (byte)'}'];
                Check(MessageBody.Read(body, [], out _), body);
            }).Check(s_many);

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
