using System.Globalization;
using Platform.Contracts.PublicApi;
using Platform.Frontend.Charts;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Objectives;

/// <summary>Brings the details of an objective into the form of tables and of a chart.</summary>
internal static class ObjectiveTables
{
    private static readonly TimeSpan s_step = TimeSpan.FromHours(6);

    /// <summary>Returns how fast the budget is used, over each window.</summary>
    public static TableData BurnRates(ObjectiveDetailResponse detail) => new(
        [Words.BurnWindow, Words.BurnRate, Words.BurnLimit],
        [.. detail.BurnRates.Select(burn => (IReadOnlyList<TableCell>)
            [
                new TableCell(burn.Window), new TableCell(ObjectiveWords.Number(burn.Rate), burn.Rate ?? double.NaN, burn.Rate > burn.Limit ? Colors.Of("red") : null),
                new TableCell(ObjectiveWords.Number(burn.Limit), burn.Limit),
            ])]);

    /// <summary>Returns the stretches that cost most, in the reader's time zone.</summary>
    public static TableData Periods(ObjectiveDetailResponse detail, TimeZoneInfo zone) => new(
        [Words.PeriodFrom, Words.PeriodTo, Words.BadEvents, Words.BudgetShare],
        [.. detail.CostliestPeriods.Select(period => (IReadOnlyList<TableCell>)
            [
                new TableCell(Local(period.From, zone)), new TableCell(Local(period.To, zone)),
                new TableCell(ObjectiveWords.Number(period.BadEvents), period.BadEvents), new TableCell(ObjectiveWords.Share(period.BudgetShare), period.BudgetShare),
            ])]);

    /// <summary>Returns the causes that cost most.</summary>
    public static TableData Causes(ObjectiveDetailResponse detail) => new(
        [Words.BudgetCause, Words.BadEvents, Words.BudgetShare],
        [.. detail.Causes.Select(cause => (IReadOnlyList<TableCell>)
            [
                new TableCell(string.Join(' ', cause.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => label.Value))),
                new TableCell(ObjectiveWords.Number(cause.BadEvents), cause.BadEvents), new TableCell(ObjectiveWords.Share(cause.BudgetShare), cause.BudgetShare),
            ])]);

    /// <summary>Returns the times of the history; null where there is none.</summary>
    public static TimeFrame? FrameOf(ObjectiveDetailResponse detail) => detail.History is [var first, .., var last]
        ? new TimeFrame(first.At, s_step, (int)((last.At - first.At) / s_step) + 1)
        : null;

    /// <summary>Returns what was left over time, with gaps where nothing was recorded.</summary>
    public static ChartSeries LineOf(ObjectiveDetailResponse detail, TimeFrame frame)
    {
        var values = Enumerable.Repeat(double.NaN, frame.Count).ToArray();
        foreach (var moment in detail.History)
        {
            values[(int)((moment.At - frame.From) / s_step)] = moment.Remaining;
        }

        return new ChartSeries(Words.BudgetLeft, Colors.Of("blue"), new Dictionary<string, string>(StringComparer.Ordinal), values);
    }

    /// <summary>Returns a moment as people read it in a time zone.</summary>
    public static string Local(DateTimeOffset moment, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(moment, zone).ToString(Words.AxisDayAndTime, CultureInfo.InvariantCulture);
}
