namespace Platform.Frontend.Charts;

/// <summary>Grafana's colour names as those of the page, which know light and dark.</summary>
internal static class Colors
{
    private const int PaletteSize = 12;
    private static readonly string[] s_names = ["green", "yellow", "red", "blue", "orange", "purple", "light-blue", "dark-blue"];

    public static string Of(string? name) => name is not null && s_names.Contains(name) ? $"var(--g-{name})" : "var(--g-blue)";

    /// <summary>The colour of the series of that number.</summary>
    public static string At(int index) => FormattableString.Invariant($"var(--g-{index % PaletteSize})");
}
