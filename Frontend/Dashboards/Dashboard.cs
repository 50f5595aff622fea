using System.Text.Json;

namespace Platform.Frontend.Dashboards;

/// <summary>A dashboard as Grafana describes it; what the page draws of it.</summary>
internal sealed record Dashboard(
    string Uid, string Title, string Description, string Area, string From, string Refresh,
    IReadOnlyList<DashboardVariable> Variables, IReadOnlyList<DashboardRow> Rows, IReadOnlyList<DashboardAnnotation> Annotations);

/// <summary>A variable that asks for the values of a label.</summary>
internal sealed record DashboardVariable(string Name, string Label, string Selector, string ValueOf, string AllValue);

internal sealed record DashboardAnnotation(string Name, string Expression);

/// <summary>Panels under one heading; once for each value of a variable where it repeats.</summary>
internal sealed record DashboardRow(string Title, string? RepeatOf, IReadOnlyList<DashboardPanel> Panels);

/// <summary>A panel.</summary>
/// <param name="X">Column, 0 to 23.</param>
/// <param name="Id">Its number in the dashboard.</param>
/// <param name="Type">Grafana's name of the kind of chart.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Description">What it shows and what high and zero mean.</param>
/// <param name="Y">Line within its row of panels.</param>
/// <param name="Width">In columns of 24.</param>
/// <param name="Height">In lines.</param>
/// <param name="Targets">Its queries.</param>
/// <param name="Json">All of it, for what only one kind of panel needs.</param>
public sealed record DashboardPanel(
    int Id, string Type, string Title, string Description, int X, int Y, int Width, int Height, IReadOnlyList<DashboardTarget> Targets, JsonElement Json)
{
    /// <summary>What stands at a path; null for nothing.</summary>
    public JsonElement? Option(params ReadOnlySpan<string> path)
    {
        var at = Json;
        foreach (var name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return null;
            }
        }

        return at;
    }

    /// <summary>The text at a path; null for none.</summary>
    public string? Text(params ReadOnlySpan<string> path) => Option(path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>The number at a path; null for none.</summary>
    public double? Number(params ReadOnlySpan<string> path) => Option(path) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;
}

/// <summary>A query of a panel.</summary>
/// <param name="RefId">Its letter.</param>
/// <param name="Expression">PromQL with variables.</param>
/// <param name="Legend">How its series are named.</param>
public sealed record DashboardTarget(string RefId, string Expression, string Legend);
