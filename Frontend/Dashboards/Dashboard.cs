using System.Text.Json;

namespace Platform.Frontend.Dashboards;

/// <summary>Represents a Grafana dashboard, as far as the page displays it.</summary>
internal sealed record Dashboard(
    string Uid, string Title, string Description, string Area, string From, string Refresh,
    IReadOnlyList<DashboardVariable> Variables, IReadOnlyList<DashboardRow> Rows, IReadOnlyList<DashboardAnnotation> Annotations);

/// <summary>Represents a variable whose values are those of a label.</summary>
internal sealed record DashboardVariable(string Name, string Label, string Selector, string ValueOf, string AllValue);

internal sealed record DashboardAnnotation(string Name, string Expression);

/// <summary>Represents panels below one heading, repeated for each value of a variable if it has one.</summary>
internal sealed record DashboardRow(string Title, string? RepeatOf, IReadOnlyList<DashboardPanel> Panels);

/// <summary>Represents a panel.</summary>
/// <param name="X">The column, 0 to 23.</param>
/// <param name="Id">The number in the dashboard.</param>
/// <param name="Type">The type of chart by its name in Grafana.</param>
/// <param name="Title">The heading.</param>
/// <param name="Description">What it shows, and the meaning of high and low values.</param>
/// <param name="Y">The line within its row of panels.</param>
/// <param name="Width">The width in columns of 24.</param>
/// <param name="Height">The height in lines.</param>
/// <param name="Targets">The queries.</param>
/// <param name="Json">The whole panel, for options of only one type.</param>
public sealed record DashboardPanel(
    int Id, string Type, string Title, string Description, int X, int Y, int Width, int Height, IReadOnlyList<DashboardTarget> Targets, JsonElement Json)
{
    /// <summary>Gets the value at a path; null if there is none.</summary>
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

    /// <summary>Gets the text at a path; null if there is none.</summary>
    public string? Text(params ReadOnlySpan<string> path) => Option(path) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>Gets the number at a path; null if there is none.</summary>
    public double? Number(params ReadOnlySpan<string> path) => Option(path) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;
}

/// <summary>Represents a query of a panel.</summary>
/// <param name="RefId">The letter of the query.</param>
/// <param name="Expression">The PromQL expression with variables.</param>
/// <param name="Legend">The template for the names of its series.</param>
public sealed record DashboardTarget(string RefId, string Expression, string Legend);
