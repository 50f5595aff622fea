using System.Buffers;
using System.Diagnostics;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;

namespace Platform.ApiGateway.Submission;

/// <summary>Holds the jobs of one request for JobManager.</summary>
internal sealed class Submission(byte[] buffer, int length, int count)
{
    private readonly TaskCompletionSource<SubmissionAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[]? _buffer = buffer;

    /// <summary>Gets the number of jobs.</summary>
    public int Count { get; } = count;

    /// <summary>Gets the jobs as JSON, separated by commas.</summary>
    public ReadOnlySpan<byte> Json => _buffer.AsSpan(0, length);

    /// <summary>Gets or sets the trace context of the waiting request.</summary>
    public ActivityContext Trace { get; set; }

    public Task<SubmissionAnswer> Answer => _answer.Task;

    public void Complete(SubmissionAnswer answer)
    {
        Release();
        _answer.TrySetResult(answer);
    }

    /// <summary>Returns the memory to the pool; the JSON must not be used afterwards.</summary>
    public void Release()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}

/// <summary>Holds the result of a submission.</summary>
/// <param name="Results">The results of the whole group.</param>
/// <param name="First">The index of the submission's first result.</param>
/// <param name="RetryAfterSeconds">When to retry jobs that were refused because of the backlog.</param>
/// <param name="Problem">The problem if the outcome is unknown; there are no results then.</param>
/// <param name="MayStand">Whether the jobs may have been accepted in spite of the problem.</param>
internal readonly record struct SubmissionAnswer(IReadOnlyList<SubmitJobResult> Results, int First, double RetryAfterSeconds, ApiProblem? Problem, bool MayStand = false)
{
    public SubmitJobResult this[int index] => Results[First + index];
}
