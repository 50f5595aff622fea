using System.Diagnostics;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.InternalCalls;

/// <summary>Represents a call to another service that is sent in a group with others.</summary>
/// <typeparam name="TAnswer">The type of the answer.</typeparam>
internal abstract class GroupedCall<TAnswer>
{
    private readonly TaskCompletionSource<GroupAnswer<TAnswer>> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets or sets the trace context of the request that waits for the answer.</summary>
    public ActivityContext Trace { get; set; }

    public Task<GroupAnswer<TAnswer>> Answer => _answer.Task;

    public void Complete(TAnswer answer) => _answer.TrySetResult(new GroupAnswer<TAnswer>(answer, null));

    /// <summary>Completes the call without an answer.</summary>
    /// <param name="problem">The problem for the caller.</param>
    /// <param name="mayBeDone">Whether the service may have executed the call in spite of the problem.</param>
    public void Fail(ApiProblem problem, bool mayBeDone = false) => _answer.TrySetResult(new GroupAnswer<TAnswer>(default, problem, mayBeDone));
}

/// <summary>Holds the answer to a grouped call.</summary>
/// <param name="Value">The answer; the default if there is a problem.</param>
/// <param name="Problem">The problem; null if there is an answer.</param>
/// <param name="MayBeDone">Whether the service may have executed the call in spite of the problem.</param>
internal readonly record struct GroupAnswer<TAnswer>(TAnswer? Value, ApiProblem? Problem, bool MayBeDone = false);
