using System.Threading.Channels;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Orchestration;

/// <summary>What the terminal shows: every line of every resource behind its name, and a table once all have started.</summary>
internal sealed class ConsoleReport : IAsyncDisposable
{
    private static readonly string[] Colours = ["36", "32", "33", "35", "34", "96", "92", "93", "95", "94"];

    // A terminal that is too slow must not slow the resources down: it misses the oldest lines.
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(8192) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly Dictionary<string, string> _prefixes = new(StringComparer.Ordinal);
    private readonly DistributedApplicationModel _model;
    private readonly ResourceNotificationService _notifications;
    private readonly bool _colour = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null;
    private readonly Task _writing;

    public ConsoleReport(DistributedApplicationModel model, ResourceNotificationService notifications)
    {
        _model = model;
        _notifications = notifications;
        var shown = model.Resources.Where(r => r is not ParameterResource).ToArray();
        var labels = shown.SelectMany((r, i) => ResourceInstances.Ids(r).Select(id => (Id: id, Label: r.GetReplicaCount() > 1 ? id : r.Name, Colour: Colours[i % Colours.Length]))).ToArray();
        var width = labels.Length == 0 ? 0 : labels.Max(l => l.Label.Length);
        foreach (var (id, label, colour) in labels)
        {
            _prefixes[id] = _colour ? $"\e[{colour}m{label.PadRight(width)} |\e[0m " : $"{label.PadRight(width)} | ";
        }

        _writing = WriteAsync();
    }

    public void Write(string resourceId, string line) => _lines.Writer.TryWrite(_prefixes.GetValueOrDefault(resourceId, "") + line);

    /// <summary>Waits until every resource has started, or failed to, and shows how they are.</summary>
    public async Task ReportAsync(Uri? dashboard, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var resource in _model.Resources.Where(r => r is not ParameterResource && !r.HasAnnotationOfType<ExplicitStartupAnnotation>()))
            {
                foreach (var id in ResourceInstances.Ids(resource))
                {
                    await _notifications.WaitForResourceAsync(resource.Name, e => e.ResourceId == id && IsSettled(e), cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            return;
        }

        foreach (var line in Table(dashboard))
        {
            _lines.Writer.TryWrite(line);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
    }

    private static bool IsSettled(ResourceEvent e)
        => e.Snapshot.State is { } state && (KnownResourceStates.TerminalStates.Contains(state.Text) || (e.Snapshot.IsReady && e.Snapshot.HealthStatus == HealthStatus.Healthy));

    private static string StateOf(CustomResourceSnapshot snapshot)
    {
        var state = snapshot.State?.Text ?? KnownResourceStates.NotStarted;
        return state == KnownResourceStates.Running
            ? snapshot.HealthStatus?.ToString() ?? state
            : snapshot.ExitCode is { } code && code != 0 ? FormattableString.Invariant($"{state} ({code})") : state;
    }

    private IEnumerable<string> Table(Uri? dashboard)
    {
        var known = _notifications.Current.Where(e => !e.Snapshot.IsHidden).ToLookup(e => e.Resource);
        var rows = _model.Resources.Where(r => known.Contains(r))
            .SelectMany(r => known[r].Select((e, i) => (Name: i == 0 ? r.Name : "", State: StateOf(e.Snapshot), Url: string.Join("  ", e.Snapshot.Urls.Where(u => !u.IsInternal).Select(u => u.Url)), e.Snapshot.Failure)))
            .ToList();
        rows.Insert(0, ("Resource", "State", "URL", null));
        if (dashboard is not null)
        {
            rows.Add(("dashboard", "Running", dashboard.ToString(), null));
        }

        var names = rows.Max(r => r.Name.Length);
        var states = rows.Max(r => r.State.Length);
        yield return "";
        foreach (var (row, i) in rows.Select((r, i) => (r, i)))
        {
            yield return Paint($"{row.Name.PadRight(names)}  {row.State.PadRight(states)}  {row.Url}".TrimEnd(), row.State, i == 0);
            if (i == 0)
            {
                yield return $"{new string('-', names)}  {new string('-', states)}  {new string('-', 30)}";
            }
        }

        foreach (var row in rows.Where(r => r.Failure is not null))
        {
            yield return $"error: {row.Failure}";
        }

        yield return "";
    }

    private string Paint(string line, string state, bool isHead)
        => !_colour ? line
            : isHead ? $"\e[1m{line}\e[0m"
            : state is "Healthy" or "Running" or "Finished" ? line : $"\e[31m{line}\e[0m";

    private async Task WriteAsync()
    {
        await foreach (var line in _lines.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            await Console.Out.WriteLineAsync(line).ConfigureAwait(false);
        }
    }
}
