using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;
using Platform.ServiceDefaults.Measures;

namespace Platform.ApiGateway.Access;

/// <summary>Caches the callers of credentials for a few seconds, so that a busy client does not cost a database query per request.</summary>
/// <remarks>The key is a hash, because a credential may be of any length and need not be valid.</remarks>
internal sealed class CallerCache(CredentialValidator validator, Revocations revocations, CacheMetrics metrics, TimeProvider time) : IDisposable
{
    /// <summary>The lifetime of an answer that is not revoked while the database is unavailable.</summary>
    private static readonly TimeSpan s_lifetime = TimeSpan.FromSeconds(8);

    /// <summary>The age from which on the next request has the answer refreshed in the background.</summary>
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_refusedLifetime = TimeSpan.FromSeconds(1);

    /// <summary>The timeout of a look-up, even if requests still wait for it.</summary>
    private static readonly TimeSpan s_maxTime = TimeSpan.FromSeconds(10);

    /// <summary>The number of times a look-up is repeated because of a revocation during it.</summary>
    private const int MaxRepeats = 3;

    private readonly MemoryCache _answers = new(new MemoryCacheOptions { SizeLimit = 50_000 });
    private readonly ConcurrentDictionary<TextHash, Task<CachedAnswer>> _pending = new();

    /// <summary>Gets the cached answer; null if the credential has to be validated first.</summary>
    public CredentialAnswer? TryGet(string credential)
    {
        var start = metrics.Start();
        var answer = Find(credential);
        metrics.RecordLookup(answer is null ? CacheResult.Miss : CacheResult.Hit, start);
        return answer;
    }

    /// <summary>Validates a credential, once for all requests that wait for the same one; again for those that came after a revocation.</summary>
    public async ValueTask<CredentialAnswer> ValidateAsync(string credential, CredentialKind kind, CancellationToken cancellationToken)
    {
        var hash = TextHash.Of(credential);
        for (var repeats = 0; ; repeats++)
        {
            var task = _pending.GetOrAdd(hash, static (hash, state) => state.Self.StartAsync(state.Credential, hash, state.Kind), (Self: this, Credential: credential, Kind: kind));
            var found = await task.WaitAsync(cancellationToken);
            if (repeats == MaxRepeats || !IsRevoked(found))
            {
                return found.Answer;
            }

            // The look-up began before the revocation, and may have read the earlier state.
            _pending.TryRemove(KeyValuePair.Create(hash, task));
        }
    }

    /// <summary>
    /// Gets the user of a credential that was valid some seconds ago; null if that is not known, and for links to captions, whose holders are not
    /// their owner. For limits that apply before a request is authenticated: it grants nothing.
    /// </summary>
    public Guid? FindUser(string credential) =>
        _answers.TryGetValue(TextHash.Of(credential), out CachedAnswer? cached) && cached?.Answer.Caller is { Link: null } caller ? caller.UserId : null;

    public void Dispose() => _answers.Dispose();

    private CredentialAnswer? Find(string credential)
    {
        if (!_answers.TryGetValue(TextHash.Of(credential), out CachedAnswer? cached) || cached is null)
        {
            return null;
        }

        var now = time.GetTimestamp();
        if (IsRevoked(cached) || (cached.Answer.Caller is not null && time.GetUtcNow() >= cached.Answer.ExpiresAt))
        {
            return null;
        }

        if (time.GetElapsedTime(cached.ValidatedAt, now) > s_fresh && cached.Answer.Caller is not null && cached.TryBeginRefresh())
        {
            _ = ValidateQuietlyAsync(credential, cached.Kind);
        }

        return cached.Answer;
    }

    private bool IsRevoked(CachedAnswer found) => found.Answer.Caller is { } caller && revocations.IsRevokedSince(caller.UserId, found.ValidatedAt);

    private async Task<CachedAnswer> StartAsync(string credential, TextHash hash, CredentialKind kind)
    {
        // Yields, so that GetOrAdd stores the task before it can be removed.
        await Task.Yield();
        try
        {
            var validatedAt = time.GetTimestamp();
            var found = new CachedAnswer(await QueryAsync(credential, kind), kind, validatedAt);
            Remember(hash, found);
            return found;
        }
        finally
        {
            _pending.TryRemove(hash, out _);
        }
    }

    private async Task<CredentialAnswer> QueryAsync(string credential, CredentialKind kind)
    {
        using var limit = new CancellationTokenSource(s_maxTime, time);
        try
        {
            return await validator.ValidateAsync(credential, kind, limit.Token);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException($"The credential could not be validated within {s_maxTime}.", exception);
        }
    }

    private void Remember(TextHash credential, CachedAnswer found)
    {
        var start = metrics.Start();
        using (var entry = _answers.CreateEntry(credential))
        {
            entry.Size = 1;
            entry.AbsoluteExpirationRelativeToNow = found.Answer.Caller is null ? s_refusedLifetime : s_lifetime;
            entry.Value = found;
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
            // The cached answer is valid until its lifetime ends; the next request then gets the error itself.
        }
    }

    private sealed class CachedAnswer(CredentialAnswer answer, CredentialKind kind, long validatedAt)
    {
        private int _refreshing;

        public CredentialAnswer Answer { get; } = answer;

        public CredentialKind Kind { get; } = kind;

        public long ValidatedAt { get; } = validatedAt;

        public bool TryBeginRefresh() => _refreshing == 0 && Interlocked.Exchange(ref _refreshing, 1) == 0;
    }
}
