using Platform.Frontend.Charts;
using Platform.Frontend.Gateway;

namespace Platform.Frontend.Dashboards;

/// <summary>Holds the results of a panel's queries.</summary>
/// <param name="Frame">The times of the values.</param>
/// <param name="Answers">The series of each query.</param>
internal sealed record PanelData(TimeFrame Frame, IReadOnlyList<(DashboardTarget Target, IReadOnlyList<MetricSeries> Series)> Answers)
{
    public bool IsEmpty => Answers.All(answer => answer.Series.All(series => series.Points.All(point => double.IsNaN(point.Value))));
}
