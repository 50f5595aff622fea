using System.Buffers;
using System.Text;
using Platform.ApiGateway.Queues;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Queues;

public sealed class MessageBodyTests
{
    [Theory]
    [InlineData(60, null)]
    [InlineData(61, "content")]
    [InlineData(63, "content")]
    [InlineData(100, "content")]
    public void Contents_nested_deeper_than_readers_support_are_refused(int levels, string? field)
    {
        foreach (var (open, close) in ((string, string)[])[("[", "]"), ("{\"a\":", "}")])
        {
            var content = string.Concat(Enumerable.Repeat(open, levels)) + "1" + string.Concat(Enumerable.Repeat(close, levels));
            var problem = MessageBody.Read(Encoding.UTF8.GetBytes($"{{\"content\":{content}}}"), new ArrayBufferWriter<byte>(), out _, out _);
            problem?.Errors!.Keys.Single().ShouldBe(field);
            problem.ShouldBe(field is null ? null : problem);
        }
    }
}
