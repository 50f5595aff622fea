using System.Buffers;
using System.Diagnostics;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;

namespace Platform.ApiGateway.Submission;

/// <summary>The jobs of one request on their way to JobManager.</summary>
internal sealed class Submission(byte[] buffer, int length, int count)
{
    private readonly TaskCompletionSource<SubmissionAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[]? _buffer = buffer;

    /// <summary>How many jobs.</summary>
    public int Count { get; } = count;

    /// <summary>The jobs as JSON, with commas between them.</summary>
    public ReadOnlySpan<byte> Json => _buffer.AsSpan(0, length);

    /// <summary>The span that waits for the answer.</summary>
    public ActivityContext Trace { get; set; }

    public Task<SubmissionAnswer> Answer => _answer.Task;

    public void Complete(SubmissionAnswer answer)
    {
        Release();
        _answer.TrySetResult(answer);
    }

    /// <summary>Gives the memory back; the JSON is gone then.</summary>
    public void Release()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}

/// <summary>What became of a submission.</summary>
/// <param name="Results">Results of the whole group.</param>
/// <param name="First">Where the submission's own begin.</param>
/// <param name="RetryAfterSeconds">When to come again with what was rejected for backlog.</param>
/// <param name="Problem">Why nothing is known of the submission; then there are no results.</param>
/// <param name="MayStand">Whether, for all that is known, its jobs may have been accepted in spite of the problem.</param>
internal readonly record struct SubmissionAnswer(IReadOnlyList<SubmitJobResult> Results, int First, double RetryAfterSeconds, ApiProblem? Problem, bool MayStand = false)
{
    public SubmitJobResult this[int index] => Results[First + index];
}
