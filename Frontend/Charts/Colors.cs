namespace Platform.Frontend.Charts;

/// <summary>Maps Grafana's colour names to those of the page, which support light and dark themes.</summary>
internal static class Colors
{
    private const int PaletteSize = 12;
    private static readonly string[] s_names = ["green", "yellow", "red", "blue", "orange", "purple", "light-blue", "dark-blue"];

    public static string Of(string? name) => name is not null && s_names.Contains(name) ? $"var(--g-{name})" : "var(--g-blue)";

    /// <summary>Gets the colour of the series with an index.</summary>
    public static string At(int index) => FormattableString.Invariant($"var(--g-{index % PaletteSize})");
}
