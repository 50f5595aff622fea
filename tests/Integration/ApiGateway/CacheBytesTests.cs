using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Submission;
using Platform.Frontend.Session;
using Platform.ServiceDefaults.Measures;
using Shouldly;
using Xunit;

namespace Platform.Integration.ApiGateway;

/// <summary>Checks that caches filled by callers are bounded by bytes, not by the number of entries.</summary>
public sealed class CacheBytesTests
{
    [Fact]
    public async Task Cached_credentials_are_stored_as_hashes_of_fixed_size()
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var callers = new CallerCache(new CredentialValidator(null!, null!, null!, null!, TimeProvider.System), null!, Metrics(services), TimeProvider.System);
        var sent = await AskAsync(callers);

        // At once: what was refused is remembered for a second.
        callers.TryGet(Long()).ShouldNotBeNull().Caller.ShouldBeNull();
        CollectAll();
        sent.IsAlive.ShouldBeFalse();
    }

    [Fact]
    public async Task Cached_host_names_with_many_addresses_stay_within_the_memory_limit()
    {
        using var names = new HostNames((_, _) => Task.FromResult(Enumerable.Range(0, 4000).Select(i => new IPAddress(0x08080000L + i)).ToArray()));
        var kept = new List<WeakReference>();
        for (var i = 0; i < 300; i++)
        {
            kept.Add(await FindAsync(names, i));
        }

        // 256 KB each.
        CollectAll();
        kept.Count(addresses => addresses.IsAlive).ShouldBeInRange(1, 40);
    }

    [Fact]
    public async Task Cached_sessions_stay_within_the_memory_limit()
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var sessions = new SessionStore(Metrics(services));
        var kept = Enumerable.Range(0, 300).Select(i => Session(sessions, i)).ToList();

        // 2 MB each.
        CollectAll();
        kept.Count(session => session.IsAlive).ShouldBeInRange(1, 40);
    }

    private static string Long() => new('x', 30_000);

    private static CacheMetrics Metrics(IServiceProvider services) => new(services.GetRequiredService<IMeterFactory>(), TimeProvider.System);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> AskAsync(CallerCache callers)
    {
        var credential = Long();
        (await callers.ValidateAsync(credential, CredentialKind.ApiKey, CancellationToken.None)).Caller.ShouldBeNull();
        return new WeakReference(credential);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> FindAsync(HostNames names, int i) =>
        new((await names.FindAsync(i.ToString(CultureInfo.InvariantCulture) + ".example.com", Guid.Empty, CancellationToken.None))!);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Session(SessionStore sessions, int i) =>
        new(sessions.GetOrAdd(i.ToString(CultureInfo.InvariantCulture), () => new Tokens(new string('a', 1_000_000), "r", TimeProvider.System.GetUtcNow())));

    private static void CollectAll()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
    }
}
