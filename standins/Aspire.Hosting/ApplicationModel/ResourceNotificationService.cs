using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource's instance at one moment.</summary>
/// <param name="resource">The resource.</param>
/// <param name="resourceId">The instance.</param>
/// <param name="snapshot">What is known.</param>
public class ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
{
    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>The instance, such as <c>worker-k2x9qf7d</c>.</summary>
    public string ResourceId { get; } = resourceId;

    /// <summary>What is known.</summary>
    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}

/// <summary>What <see cref="ResourceNotificationService"/> does by default.</summary>
public sealed class ResourceNotificationServiceOptions
{
    /// <summary>What waits do when the awaited resource cannot run.</summary>
    public WaitBehavior DefaultWaitBehavior { get; set; }
}

/// <summary>Knows what the resources do, and tells.</summary>
public class ResourceNotificationService : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ResourceEvent> _current = new(StringComparer.Ordinal);
    private readonly List<Func<ResourceEvent, bool>> _watchers = [];
    private readonly CancellationTokenSource _disposed = new();
    private readonly IHostApplicationLifetime _lifetime;
    private readonly WaitPolicy _policy;

    /// <summary>Is made by the application.</summary>
    public ResourceNotificationService(ILogger<ResourceNotificationService> logger, IHostApplicationLifetime hostApplicationLifetime, IServiceProvider serviceProvider, ResourceLoggerService resourceLoggerService)
    {
        _ = (logger, resourceLoggerService);
        _lifetime = hostApplicationLifetime;
        _policy = (WaitPolicy?)serviceProvider.GetService(typeof(WaitPolicy)) ?? new WaitPolicy(TimeSpan.FromSeconds(120), WaitBehavior.WaitOnResourceUnavailable);
    }

    /// <summary>Changes what is known of all instances of a resource.</summary>
    public async Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        foreach (var id in ResourceInstances.Ids(resource))
        {
            await PublishUpdateAsync(resource, id, stateFactory).ConfigureAwait(false);
        }
    }

    /// <summary>Changes what is known of one instance.</summary>
    public Task PublishUpdateAsync(IResource resource, string resourceId, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        lock (_gate)
        {
            var before = _current.TryGetValue(resourceId, out var known) ? known.Snapshot : new CustomResourceSnapshot
            {
                ResourceType = ResourceInstances.TypeOf(resource),
                Properties = [],
                State = KnownResourceStates.NotStarted,
            };
            var now = new ResourceEvent(resource, resourceId, stateFactory(before));
            _current[resourceId] = now;
            _watchers.RemoveAll(watcher => watcher(now));
        }

        return Task.CompletedTask;
    }

    /// <summary>What is known of an instance.</summary>
    public bool TryGetCurrentState(string resourceId, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        lock (_gate)
        {
            return _current.TryGetValue(resourceId, out resourceEvent);
        }
    }

    /// <summary>Everything known now, then each change; a reader more than 4,096 changes behind misses the oldest.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateBounded<ResourceEvent>(new BoundedChannelOptions(4096) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        bool Offer(ResourceEvent e)
        {
            channel.Writer.TryWrite(e);
            return false;
        }

        lock (_gate)
        {
            foreach (var e in _current.Values)
            {
                channel.Writer.TryWrite(e);
            }

            _watchers.Add(Offer);
        }

        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposed.Token);
            await foreach (var e in channel.Reader.ReadAllAsync(either.Token).ConfigureAwait(false))
            {
                yield return e;
            }
        }
        finally
        {
            lock (_gate)
            {
                _watchers.Remove(Offer);
            }
        }
    }

    /// <summary>Waits until an instance of a resource is in a state.</summary>
    /// <param name="resourceName">The resource.</param>
    /// <param name="targetState">The state; <see cref="KnownResourceStates.Running"/> if left out.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default)
        => WaitForResourceAsync(resourceName, [targetState ?? KnownResourceStates.Running], cancellationToken);

    /// <summary>Waits until an instance of a resource is in one of some states.</summary>
    public async Task<string> WaitForResourceAsync(string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        var states = targetStates.ToArray();
        var reached = await WaitForResourceAsync(resourceName, e => e.Snapshot.State is { } s && states.Contains(s.Text, StringComparer.OrdinalIgnoreCase), cancellationToken).ConfigureAwait(false);
        return reached.Snapshot.State!.Text;
    }

    /// <summary>Waits until an instance of a resource fits.</summary>
    public async Task<ResourceEvent> WaitForResourceAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        var found = new TaskCompletionSource<ResourceEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
        bool Look(ResourceEvent e)
        {
            try
            {
                return string.Equals(e.Resource.Name, resourceName, StringComparison.OrdinalIgnoreCase) && predicate(e) && found.TrySetResult(e);
            }
            catch (Exception exception)
            {
                return found.TrySetException(exception);
            }
        }

        lock (_gate)
        {
            if (!_current.Values.Any(Look))
            {
                _watchers.Add(Look);
            }
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposed.Token, _lifetime.ApplicationStopping);
        try
        {
            return await found.Task.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException($"The application stops; '{resourceName}' is no longer waited for.", exception);
        }
        finally
        {
            lock (_gate)
            {
                _watchers.Remove(Look);
            }
        }
    }

    /// <summary>Waits until a resource runs and is healthy.</summary>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default)
        => WaitForResourceHealthyAsync(resourceName, _policy.Default, cancellationToken);

    /// <summary>Waits until a resource runs and is healthy.</summary>
    /// <exception cref="DistributedApplicationException">It ended, and <paramref name="waitBehavior"/> says to stop then.</exception>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, WaitBehavior waitBehavior, CancellationToken cancellationToken = default)
    {
        var reached = await WaitForResourceAsync(resourceName, e => (e.Snapshot.HealthStatus == HealthStatus.Healthy && e.Snapshot.IsReady)
            || (waitBehavior == WaitBehavior.StopOnResourceUnavailable && IsTerminal(e)), cancellationToken).ConfigureAwait(false);
        return reached.Snapshot.HealthStatus == HealthStatus.Healthy
            ? reached
            : throw new DistributedApplicationException($"Stopped waiting for resource '{resourceName}' to become healthy because it failed to start ({Describe(reached)}).");
    }

    /// <summary>Waits for everything that a resource waits for, at once.</summary>
    /// <exception cref="DistributedApplicationException">Something will not come, or did not in time; the message says what and which check.</exception>
    public async Task WaitForDependenciesAsync(IResource resource, CancellationToken cancellationToken)
    {
        var waits = resource.Annotations.OfType<WaitAnnotation>().ToArray();
        await Task.WhenAll(waits.Select(w => WaitForAsync(resource, w, cancellationToken))).ConfigureAwait(false);
    }

    /// <summary>What each instance is doing.</summary>
    internal IReadOnlyList<ResourceEvent> Current
    {
        get
        {
            lock (_gate)
            {
                return [.. _current.Values];
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _disposed.Cancel();
    }

    private static bool IsTerminal(ResourceEvent e) => e.Snapshot.State is { } s && KnownResourceStates.TerminalStates.Contains(s.Text);

    private static string Describe(ResourceEvent e)
    {
        var failing = e.Snapshot.HealthReports.Where(r => r.Status != HealthStatus.Healthy).ToArray();
        var state = e.Snapshot.State?.Text ?? KnownResourceStates.NotStarted;
        var exit = e.Snapshot.ExitCode is { } code && state != KnownResourceStates.Running ? $", exit code {code}" : "";
        return failing.Length == 0 || state != KnownResourceStates.Running
            ? $"state {state}{exit}"
            : string.Join("; ", failing.Select(r => $"health check '{r.Name}' is {r.Status?.ToString() ?? "not run yet"}{Reason(r)}"));
    }

    private static string Reason(HealthReportSnapshot report)
        => (report.Description ?? report.ExceptionText?.Split('\n')[0]) is { Length: > 0 } text ? $": {text}" : "";

    private async Task WaitForAsync(IResource resource, WaitAnnotation wait, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_policy.Timeout);
        try
        {
            await Task.WhenAll(ResourceInstances.Ids(wait.Resource).Select(id => WaitForInstanceAsync(resource, wait, id, limit.Token))).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var states = string.Join("; ", Current.Where(e => e.Resource == wait.Resource).Select(Describe));
            throw new DistributedApplicationException($"'{resource.Name}' waited {_policy.Timeout.TotalSeconds:0.###} s for '{wait.Resource.Name}' in vain: {states}.", exception);
        }
    }

    private async Task WaitForInstanceAsync(IResource resource, WaitAnnotation wait, string id, CancellationToken cancellationToken)
    {
        var stop = (wait.WaitBehavior ?? _policy.Default) == WaitBehavior.StopOnResourceUnavailable;
        bool Reached(ResourceEvent e) => wait.WaitType switch
        {
            WaitType.WaitUntilStarted => e.Snapshot.State?.Text == KnownResourceStates.Running,
            WaitType.WaitForCompletion => IsTerminal(e),
            _ => e.Snapshot.HealthStatus == HealthStatus.Healthy && e.Snapshot.IsReady,
        };

        // A resource that could not be started at all will not come by itself, whatever the behaviour.
        bool Lost(ResourceEvent e) => wait.WaitType != WaitType.WaitForCompletion
            && (e.Snapshot.State?.Text == KnownResourceStates.FailedToStart || (stop && IsTerminal(e)));

        var end = await WaitForResourceAsync(wait.Resource.Name, e => e.ResourceId == id && (Reached(e) || Lost(e)), cancellationToken).ConfigureAwait(false);
        if (Lost(end))
        {
            throw new DistributedApplicationException($"'{resource.Name}' cannot start: '{wait.Resource.Name}' did not ({Describe(end)}).");
        }

        if (wait.WaitType == WaitType.WaitForCompletion && (end.Snapshot.State?.Text == KnownResourceStates.FailedToStart || end.Snapshot.ExitCode != wait.ExitCode))
        {
            throw new DistributedApplicationException($"'{resource.Name}' cannot start: '{wait.Resource.Name}' should have ended with exit code {wait.ExitCode} ({Describe(end)}).");
        }
    }
}
