using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Platform.ApiGateway.Database;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Uploads;

/// <summary>Ensures that only one request at a time writes to an upload, across all replicas.</summary>
/// <remarks>
/// A client that lost its connection reconnects before the server notices. In the same replica its new request replaces the old one; in another one,
/// and after a crash, it waits until a short lease in the database expires (423 until then, which clients retry).
/// </remarks>
internal sealed class UploadWriters(IDbContextFactory<IdentityDb> databases, TimeProvider time)
{
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan s_renewal = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Guid, UploadWriter> _here = new();

    /// <summary>Acquires the upload for writing, until the result is disposed.</summary>
    /// <exception cref="ApiProblemException">423 while another request writes.</exception>
    public async Task<UploadWriter> EnterAsync(Guid uploadId, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var writer = new UploadWriter(Guid.CreateVersion7(time.GetUtcNow()), uploadId, LeaveAsync);
            var current = _here.GetOrAdd(uploadId, writer);
            if (ReferenceEquals(current, writer))
            {
                return await LeaseAsync(writer, cancellationToken);
            }

            writer.Discard();
            await current.GiveUpAsync(TimeSpan.FromSeconds(5), cancellationToken);
        }

        throw Locked();
    }

    private static ApiProblemException Locked() =>
        new(new ApiProblem(StatusCodes.Status423Locked, "locked", "Another request writes to this upload.") { RetryAfterSeconds = 2 });

    private async Task<UploadWriter> LeaseAsync(UploadWriter writer, CancellationToken cancellationToken)
    {
        try
        {
            if (!await RenewAsync(writer, cancellationToken))
            {
                throw Locked();
            }
        }
        catch
        {
            await writer.DisposeAsync();
            throw;
        }

        writer.Start(RenewLoopAsync(writer));
        return writer;
    }

    private async Task<bool> RenewAsync(UploadWriter writer, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var until = now + s_lease;
        return await db.Uploads
            .Where(u => u.Id == writer.UploadId && (u.WriterId == null || u.WriterId == writer.Id || u.WriterUntil < now))
            .ExecuteUpdateAsync(s => s.SetProperty(u => u.WriterId, writer.Id).SetProperty(u => u.WriterUntil, until), cancellationToken) == 1;
    }

    private async Task RenewLoopAsync(UploadWriter writer)
    {
        using var timer = new PeriodicTimer(s_renewal, time);
        try
        {
            while (await timer.WaitForNextTickAsync(writer.Ended))
            {
                if (!await RenewAsync(writer, writer.Ended))
                {
                    writer.Cancel();
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The writer has finished.
        }
        catch (Exception)
        {
            // Without the database the lease cannot be renewed; each part checks it when it is recorded.
            writer.Cancel();
        }
    }

    private async Task LeaveAsync(UploadWriter writer)
    {
        try
        {
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
            await using var db = await databases.CreateDbContextAsync(timeout.Token);
            await db.Uploads
                .Where(u => u.Id == writer.UploadId && u.WriterId == writer.Id)
                .ExecuteUpdateAsync(s => s.SetProperty(u => u.WriterId, (Guid?)null).SetProperty(u => u.WriterUntil, (DateTimeOffset?)null), timeout.Token);
        }
        catch (Exception)
        {
            // The lease expires by itself.
        }
        finally
        {
            _here.TryRemove(new KeyValuePair<Guid, UploadWriter>(writer.UploadId, writer));
        }
    }
}

/// <summary>Represents the right to write to an upload.</summary>
internal sealed class UploadWriter(Guid id, Guid uploadId, Func<UploadWriter, Task> leave) : IAsyncDisposable
{
    private readonly CancellationTokenSource _cancelled = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _renewal = Task.CompletedTask;

    public Guid Id { get; } = id;

    public Guid UploadId { get; } = uploadId;

    /// <summary>Gets the token that is cancelled when the right is lost: to a newer request, or with the lease.</summary>
    public CancellationToken Cancelled => _cancelled.Token;

    /// <summary>Gets the token that is cancelled when the writer has finished.</summary>
    public CancellationToken Ended => _ended.Token;

    public void Start(Task renewal) => _renewal = renewal;

    public void Cancel() => _cancelled.Cancel();

    /// <summary>Cancels the current writer, and waits for its end.</summary>
    public async Task GiveUpAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            await _cancelled.CancelAsync();
            await _left.Task.WaitAsync(wait, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or ObjectDisposedException)
        {
            // It may just have ended; the caller tries again.
        }
    }

    /// <summary>Releases a writer that never acquired the right.</summary>
    public void Discard()
    {
        _cancelled.Dispose();
        _ended.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _renewal;
        await leave(this);
        _left.TrySetResult();
        Discard();
    }
}
