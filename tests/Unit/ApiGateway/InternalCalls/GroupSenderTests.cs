using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.ApiGateway.InternalCalls;
using Platform.ApiGateway.Problems;
using Platform.ServiceDefaults.Grouping;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.InternalCalls;

public sealed class GroupSenderTests
{
    [Fact]
    public async Task Calls_that_wait_are_sent_together_up_to_the_limits_of_a_group()
    {
        var sizes = new ConcurrentQueue<int>();
        var sender = Sender(new GroupingOptions(1, 10, 100) { MaxBytes = 25 }, calls => AnswerAsync(calls, sizes));
        Task<GroupAnswer<int>>[] answers = [.. Enumerable.Range(0, 12).Select(number => sender.SendAsync(new Call(number, bytes: 1)))];
        Task<GroupAnswer<int>>[] large = [.. Enumerable.Range(12, 4).Select(number => sender.SendAsync(new Call(number, bytes: 20)))];
        await sender.StartAsync(CancellationToken.None);
        (await Task.WhenAll([.. answers, .. large])).Select(answer => answer.Value).ShouldBe(Enumerable.Range(0, 16));
        sizes.ShouldBe([10, 4, 2]);
        await sender.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_call_that_the_service_refuses_is_refused_alone()
    {
        var sizes = new ConcurrentQueue<int>();
        var sender = Sender(new GroupingOptions(1, 100, 100), calls => calls.Any(call => call.Number == 5)
            ? throw new ApiProblemException(ApiProblem.Malformed("$", FieldError.Other("No.")))
            : AnswerAsync(calls, sizes));
        Task<GroupAnswer<int>>[] answers = [.. Enumerable.Range(0, 8).Select(number => sender.SendAsync(new Call(number)))];
        await sender.StartAsync(CancellationToken.None);
        var all = await Task.WhenAll(answers);
        all.Where(answer => answer.Problem is null).Select(answer => answer.Value).ShouldBe([0, 1, 2, 3, 4, 6, 7]);
        (all[5].Problem!.Status, all[5].MayBeDone).ShouldBe((400, false));
        await sender.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, false)]
    [InlineData(HttpRequestError.ResponseEnded, true)]
    public async Task A_problem_says_whether_the_call_may_be_done(HttpRequestError error, bool mayBeDone)
    {
        var sender = Sender(new GroupingOptions(1, 100, 100), _ => throw new HttpRequestException(error));
        var answer = sender.SendAsync(new Call(0));
        await sender.StartAsync(CancellationToken.None);
        ((await answer).Problem!.Status, (await answer).MayBeDone).ShouldBe((503, mayBeDone));
        await sender.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task More_calls_than_may_wait_are_refused_at_once()
    {
        var sender = Sender(new GroupingOptions(1, 100, 2), _ => Task.CompletedTask);
        Task<GroupAnswer<int>>[] answers = [.. Enumerable.Range(0, 3).Select(number => sender.SendAsync(new Call(number)))];
        answers[..2].ShouldAllBe(answer => !answer.IsCompleted);
        (await answers[2]).Problem!.Code.ShouldBe("dependency");
    }

    private static GroupSender<Call, int> Sender(GroupingOptions options, Func<IReadOnlyList<Call>, Task> send) => new(
        new GroupTarget("a-service", "a_group", "a queue"), options, send, static _ => 1, static call => call.Bytes, NullLogger.Instance);

    private static Task AnswerAsync(IReadOnlyList<Call> calls, ConcurrentQueue<int> sizes)
    {
        sizes.Enqueue(calls.Count);
        foreach (var call in calls)
        {
            call.Complete(call.Number);
        }

        return Task.CompletedTask;
    }

    private sealed class Call(int number, long bytes = 0) : GroupedCall<int>
    {
        public int Number { get; } = number;

        public long Bytes { get; } = bytes;
    }
}
