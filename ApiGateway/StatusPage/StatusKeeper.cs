using Microsoft.Extensions.Options;
using Platform.ApiGateway.Operations;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;
using Platform.ServiceDefaults.Files;
using Platform.ServiceDefaults.Loops;

namespace Platform.ApiGateway.StatusPage;

/// <summary>
/// Reads the state from Operations again and again, and keeps a copy in memory and in a file for when Operations is down. Nothing that a visitor does
/// reaches Operations.
/// </summary>
internal sealed partial class StatusKeeper(
    OperationsClient operations, StatusAnswers answers, IOptions<StatusCopyOptions> options, TimeProvider time, ILogger<StatusKeeper> logger) : PeriodicLoop(time, logger)
{
    private readonly KeptMessage<StatusSnapshot> _file = new(options.Value.Folder, "gateway.status", StatusSnapshot.Parser);
    private readonly ILogger _logger = logger;
    private StatusSnapshot? _copy;
    private (StatusSnapshot Copy, long Minute, bool IsOld)? _shown;

    protected override TimeSpan Interval => options.Value.CopyInterval;

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        _copy ??= _file.Read() ?? new StatusSnapshot();
        Show(_copy);
        if (operations.IsConfigured && await ReadAsync(cancellationToken) is { } read && !read.Equals(_copy))
        {
            _copy = read;
            Show(read);
            await KeepAsync(read, cancellationToken);
        }

        return false;
    }

    // Their age is shown in minutes, so that answers change once a minute if nothing else does.
    private void Show(StatusSnapshot copy)
    {
        var now = Time.GetUtcNow();
        var age = now - (copy.TakenAt?.ToDateTimeOffset() ?? now);
        var isOld = age > options.Value.OldAfter;
        var shown = (copy, isOld ? (long)age.TotalMinutes : 0, isOld);
        if (shown != _shown)
        {
            answers.Make(copy, now, isOld);
            _shown = shown;
        }
    }

    // A state without a time is that of an Operations which has read nothing yet: what is known here is better.
    private async Task<StatusSnapshot?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await operations.StatusAsync(cancellationToken) is { TakenAt: not null } read ? read : null;
        }
        catch (ApiProblemException)
        {
            return null;
        }
    }

    private async Task KeepAsync(StatusSnapshot copy, CancellationToken cancellationToken)
    {
        try
        {
            await _file.WriteAsync(copy, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            NotKept(exception);
        }
    }

    [LoggerMessage(92, LogLevel.Warning, "The copy of the platform's state could not be kept in its file", EventName = "status_copy_not_kept")]
    private partial void NotKept(Exception exception);
}
