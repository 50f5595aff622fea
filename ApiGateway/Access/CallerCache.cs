using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;
using Platform.ServiceDefaults.Measures;

namespace Platform.ApiGateway.Access;

/// <summary>Remembers for a few seconds who a credential stands for, so that a busy client costs a look-up and no database.</summary>
/// <remarks>By a hash: what is sent as a credential may be long, and need not be one.</remarks>
internal sealed class CallerCache(CredentialValidator validator, Revocations revocations, CacheMetrics metrics, TimeProvider time) : IDisposable
{
    /// <summary>How long an answer holds when nothing revokes it and the database cannot be asked.</summary>
    private static readonly TimeSpan s_lifetime = TimeSpan.FromSeconds(8);

    /// <summary>From this age on the next request has the answer checked again, in the background.</summary>
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_refusedLifetime = TimeSpan.FromSeconds(1);

    /// <summary>After this a look-up is given up, whoever still waits for it.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(10);

    /// <summary>How often a look-up that a revocation fell into is made again.</summary>
    private const int MaxRepeats = 3;

    private readonly MemoryCache _answers = new(new MemoryCacheOptions { SizeLimit = 50_000 });
    private readonly ConcurrentDictionary<TextHash, Task<CredentialAnswer>> _pending = new();

    /// <summary>The answer at hand; null when the credential has to be validated first.</summary>
    public CredentialAnswer? TryGet(string credential)
    {
        var start = metrics.Start();
        var answer = Find(credential);
        metrics.RecordLookup(answer is null ? CacheResult.Miss : CacheResult.Hit, start);
        return answer;
    }

    /// <summary>Validates a credential, once for all requests that wait for the same.</summary>
    public async ValueTask<CredentialAnswer> ValidateAsync(string credential, CredentialKind kind, CancellationToken cancellationToken)
    {
        var task = _pending.GetOrAdd(
            TextHash.Of(credential), static (hash, state) => state.Self.StartAsync(state.Credential, hash, state.Kind), (Self: this, Credential: credential, Kind: kind));
        return await task.WaitAsync(cancellationToken);
    }

    public void Dispose() => _answers.Dispose();

    private CredentialAnswer? Find(string credential)
    {
        if (!_answers.TryGetValue(TextHash.Of(credential), out CachedAnswer? cached) || cached is null)
        {
            return null;
        }

        var now = time.GetTimestamp();
        if (cached.Answer.Caller is { } caller
            && (revocations.IsRevokedSince(caller.UserId, cached.AskedAt) || time.GetUtcNow() >= cached.Answer.ExpiresAt))
        {
            return null;
        }

        if (time.GetElapsedTime(cached.AskedAt, now) > s_fresh && cached.Answer.Caller is not null && cached.TryBeginRefresh())
        {
            _ = ValidateQuietlyAsync(credential, cached.Kind);
        }

        return cached.Answer;
    }

    private async Task<CredentialAnswer> StartAsync(string credential, TextHash hash, CredentialKind kind)
    {
        // Leaves the caller's stack so that GetOrAdd has stored the task before it can be removed.
        await Task.Yield();
        try
        {
            var askedAt = time.GetTimestamp();
            var answer = await AskAsync(credential, kind);
            for (var i = 0; i < MaxRepeats && answer.Caller is { } caller && revocations.IsRevokedSince(caller.UserId, askedAt); i++)
            {
                // Whoever came after the revocation waits for this look-up as well, which may have read what was before.
                askedAt = time.GetTimestamp();
                answer = await AskAsync(credential, kind);
            }

            Remember(hash, answer, kind, askedAt);
            return answer;
        }
        finally
        {
            _pending.TryRemove(hash, out _);
        }
    }

    private async Task<CredentialAnswer> AskAsync(string credential, CredentialKind kind)
    {
        using var limit = new CancellationTokenSource(s_longest, time);
        try
        {
            return await validator.ValidateAsync(credential, kind, limit.Token);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException($"It was not known within {s_longest} whose credential this is.", exception);
        }
    }

    private void Remember(TextHash credential, CredentialAnswer answer, CredentialKind kind, long askedAt)
    {
        var start = metrics.Start();
        using (var entry = _answers.CreateEntry(credential))
        {
            entry.Size = 1;
            entry.AbsoluteExpirationRelativeToNow = answer.Caller is null ? s_refusedLifetime : s_lifetime;
            entry.Value = new CachedAnswer(answer, kind, askedAt);
        }

        metrics.RecordOperation(CacheOperation.Set, start);
    }

    private async Task ValidateQuietlyAsync(string credential, CredentialKind kind)
    {
        try
        {
            await ValidateAsync(credential, kind, CancellationToken.None);
        }
        catch (Exception)
        {
            // The answer at hand holds to the end of its lifetime; the request after that meets the fault itself.
        }
    }

    private sealed class CachedAnswer(CredentialAnswer answer, CredentialKind kind, long askedAt)
    {
        private int _refreshing;

        public CredentialAnswer Answer { get; } = answer;

        public CredentialKind Kind { get; } = kind;

        public long AskedAt { get; } = askedAt;

        public bool TryBeginRefresh() => _refreshing == 0 && Interlocked.Exchange(ref _refreshing, 1) == 0;
    }
}
