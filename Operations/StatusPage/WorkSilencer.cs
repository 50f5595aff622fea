using Microsoft.Extensions.Options;
using Platform.Contracts.Internal;
using Platform.Operations.Alerts;
using Platform.Operations.Database;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.GrpcCalls;
using Platform.ServiceDefaults.Loops;

namespace Platform.Operations.StatusPage;

/// <summary>
/// Makes Alertmanager silent about services during planned work, and takes the silence back when the work ends before its time. It compares what
/// Alertmanager has with what is planned: a round that was interrupted, or an Alertmanager that forgot, is put right by the next one.
/// </summary>
internal sealed partial class WorkSilencer(
    OperationsDatabase database, IOptions<StatusPageOptions> options, TimeProvider time, ILogger<WorkSilencer> logger, AlertmanagerList? alertmanager = null)
    : PeriodicLoop(time, logger)
{
    private const string Author = "planned work";
    private const string Expired = "expired";

    // A silence ends by itself: only what ended before its time has one that is left.
    private static readonly TimeSpan s_left = TimeSpan.FromMinutes(1);
    private static readonly string s_due = OperationsSql.Files.Read<WorkSilencer>("due");

    private readonly ILogger _logger = logger;

    protected override TimeSpan Interval => options.Value.SilenceInterval;

    protected override async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow();
        if (alertmanager is null
            || await database.ListAsync(s_due, parameters => parameters.With(now - s_left), StatusRows.ReadWork, cancellationToken) is not { Count: > 0 } works)
        {
            return false;
        }

        var known = (await alertmanager.SilencesAsync(cancellationToken)).Where(silence => silence.CreatedBy == Author && silence.Status?.State != Expired)
            .ToLookup(silence => silence.Comment, StringComparer.Ordinal);
        foreach (var work in works)
        {
            await SettleAsync(alertmanager, work, [.. known[work.Id.ToGuid().ToString()]], now, cancellationToken);
        }

        return false;
    }

    private async Task SettleAsync(AlertmanagerList list, StatusWork work, IReadOnlyList<AlertSilence> own, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var id = work.Id.ToGuid();
        var end = work.EndsAt.ToDateTimeOffset();
        var services = StatusLevels.ServicesOf(work.Parts);
        if (work.EndedAt is null && end > now && services.Count > 0)
        {
            if (own.Count == 0)
            {
                var start = work.StartsAt.ToDateTimeOffset();
                await list.SilenceAsync(
                    new AlertSilence(null, null, [new LabelMatcher("service", string.Join('|', services), true, true)], start > now ? start : now, end, Author, id.ToString()),
                    cancellationToken);
                Silenced(id, end);
            }

            return;
        }

        foreach (var silence in own)
        {
            await list.EndSilenceAsync(silence.Id!, cancellationToken);
            TakenBack(id);
        }
    }

    [LoggerMessage(93, LogLevel.Information, "Alerts are silent during planned work {Work} until {End}", EventName = "work_silenced")]
    private partial void Silenced(Guid work, DateTimeOffset end);

    [LoggerMessage(94, LogLevel.Information, "Alerts are not silent any more for planned work {Work}", EventName = "work_silence_taken_back")]
    private partial void TakenBack(Guid work);
}
