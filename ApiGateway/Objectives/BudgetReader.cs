using System.Globalization;
using Platform.ApiGateway.Monitoring;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Objectives;

/// <summary>Reads error budgets from what Prometheus records of them.</summary>
internal sealed class BudgetReader(MetricReader metrics, KnownObjectives known, TimeProvider time)
{
    private const int MostListed = 10;

    // Of which the rest of a month is expected to be like.
    private const string Pace = "7d";

    private static readonly TimeSpan s_period = TimeSpan.FromDays(30);
    private static readonly TimeSpan s_slot = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_historyStep = TimeSpan.FromHours(6);

    /// <summary>Describes all objectives.</summary>
    /// <exception cref="ApiProblemException">404: this installation has no Prometheus; 503: it does not answer.</exception>
    public async Task<IReadOnlyList<ObjectiveResponse>> ListAsync(CancellationToken cancellationToken)
    {
        var figures = await ReadFiguresAsync(time.GetUtcNow(), cancellationToken);
        return [.. known.Objectives.Select(figures.Describe)];
    }

    /// <summary>Describes an objective with what used its budget up.</summary>
    /// <exception cref="ApiProblemException">404: this installation has no Prometheus; 503: it does not answer.</exception>
    public async Task<ObjectiveDetailResponse> ReadAsync(KnownObjective objective, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var month = ReaderMonth.Of(now, zone);
        var of = $"{{team=\"platform\",slo=\"{objective.Name}\",service=\"{objective.Service}\"}}";
        var figures = ReadFiguresAsync(now, cancellationToken);
        var slots = metrics.ReadRangeAsync($"slo:events_bad:increase5m{of} > 0", Down(now, s_slot) - s_period, Down(now, s_slot), s_slot, cancellationToken);
        var causes = metrics.ReadAsync(
            string.Create(CultureInfo.InvariantCulture, $"topk({MostListed}, sum by ({string.Join(", ", objective.Causes)}) (sum_over_time(slo:events_bad_causes:increase5m{of}[30d:5m])))"), now, cancellationToken);
        var history = metrics.ReadRangeAsync($"slo:error_budget_remaining:ratio{of}", Down(now, s_slot) - s_period, Down(now, s_slot), s_historyStep, cancellationToken);
        var counts = metrics.ReadAsync(CountsOf(of, now - month.From), now, cancellationToken);
        await Task.WhenAll(figures, slots, causes, history, counts);

        var budget = await figures;
        var allowed = budget.AllowedBy(objective);
        return new ObjectiveDetailResponse(
            budget.Describe(objective),
            [.. known.Windows.Select(window => new BurnRateResponse(window.Length, budget.BurnRate(objective, window.Length), window.Factor, window.Severity))],
            [.. PointsOf(await slots).OrderByDescending(point => point.Value).ThenByDescending(point => point.At).Take(MostListed)
                .Select(point => new BudgetPeriodResponse(point.At - s_slot, point.At, point.Value, Share(point.Value, allowed)))],
            [.. (await causes).Where(cause => cause.Points.Count > 0).OrderByDescending(cause => cause.Points[0].Value)
                .Select(cause => new BudgetCauseResponse(cause.Labels, cause.Points[0].Value, Share(cause.Points[0].Value, allowed)))],
            [.. PointsOf(await history).Select(point => new BudgetMomentResponse(point.At, point.Value))],
            MonthOf(await counts, month, now, objective.Budget));
    }

    private static BudgetMonthResponse? MonthOf(IReadOnlyList<ReadSeries> counts, ReaderMonth month, DateTimeOffset now, double budget)
    {
        var soFar = new EventCounts(Part("total"), Part("bad"), now - month.From);
        var pace = new EventCounts(Part("pace_total"), Part("pace_bad"), s_slot * Part("pace_slots"));
        return BudgetForecast.Of(soFar, pace, month.To - now, budget) is { } forecast
            ? new BudgetMonthResponse(month.From, month.To, forecast.Used, forecast.UsedAtEnd, now + forecast.SpentAfter)
            : null;

        double Part(string name) => counts.Where(series => series.Labels.GetValueOrDefault("part") == name).SelectMany(series => series.Points).Select(point => point.Value).FirstOrDefault();
    }

    // One query for all: the parts are told apart by a label.
    private static string CountsOf(string of, TimeSpan sinceMonth)
    {
        var length = string.Create(CultureInfo.InvariantCulture, $"{Math.Max((long)s_slot.TotalSeconds, (long)sinceMonth.TotalSeconds)}s");
        return string.Join(
            "\nor ",
            Part("total", $"sum_over_time(slo:events_total:increase5m{of}[{length}:5m])"),
            Part("bad", $"sum_over_time(slo:events_bad:increase5m{of}[{length}:5m])"),
            Part("pace_total", $"sum_over_time(slo:events_total:increase5m{of}[{Pace}:5m])"),
            Part("pace_bad", $"sum_over_time(slo:events_bad:increase5m{of}[{Pace}:5m])"),
            Part("pace_slots", $"count_over_time(slo:events_total:increase5m{of}[{Pace}:5m])"));

        static string Part(string name, string expression) => $"label_replace({expression}, \"part\", \"{name}\", \"__name__\", \".*\")";
    }

    private async Task<BudgetFigures> ReadFiguresAsync(DateTimeOffset at, CancellationToken cancellationToken) =>
        new(await metrics.ReadAsync(BudgetFigures.Query, at, cancellationToken), known);

    private static IEnumerable<ReadPoint> PointsOf(IReadOnlyList<ReadSeries> series) => series.Take(1).SelectMany(one => one.Points);

    private static double Share(double bad, double allowed) => allowed > 0 ? bad / allowed : 0;

    // Slots of everybody begin at the same times: those of the recordings' subqueries.
    private static DateTimeOffset Down(DateTimeOffset moment, TimeSpan step) => new(moment.Ticks - (moment.Ticks % step.Ticks), TimeSpan.Zero);
}
