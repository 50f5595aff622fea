using Platform.Frontend.Wording;

namespace Platform.Frontend.Dashboards;

/// <summary>Lists the time ranges and refresh intervals to select from, in Grafana's URL format.</summary>
internal static class TimeRanges
{
    private static readonly (string Value, TimeSpan Length, Func<string> Text)[] s_ranges =
    [
        ("now-5m", TimeSpan.FromMinutes(5), () => Words.Last5Minutes),
        ("now-15m", TimeSpan.FromMinutes(15), () => Words.Last15Minutes),
        ("now-1h", TimeSpan.FromHours(1), () => Words.LastHour),
        ("now-6h", TimeSpan.FromHours(6), () => Words.Last6Hours),
        ("now-24h", TimeSpan.FromHours(24), () => Words.Last24Hours),
        ("now-7d", TimeSpan.FromDays(7), () => Words.Last7Days),
        ("now-30d", TimeSpan.FromDays(30), () => Words.Last30Days),
    ];

    private static readonly (string Value, TimeSpan Every)[] s_refreshes =
        [("off", TimeSpan.Zero), ("5s", TimeSpan.FromSeconds(5)), ("10s", TimeSpan.FromSeconds(10)), ("30s", TimeSpan.FromSeconds(30)), ("1m", TimeSpan.FromMinutes(1)), ("5m", TimeSpan.FromMinutes(5))];

    public static IEnumerable<(string Value, string Text)> All => s_ranges.Select(range => (range.Value, range.Text()));

    public static IEnumerable<(string Value, string Text)> Refreshes => s_refreshes.Select(refresh => (refresh.Value, refresh.Value == "off" ? Words.RefreshOff : refresh.Value));

    public static bool IsKnown(string value) => Array.Exists(s_ranges, range => range.Value == value);

    public static TimeSpan LengthOf(string value) => Array.Find(s_ranges, range => range.Value == value) is { Value: not null } known ? known.Length : TimeSpan.FromHours(1);

    /// <summary>Parses an interval: zero for never; null for an unknown one.</summary>
    public static TimeSpan? RefreshOf(string value) => Array.Find(s_refreshes, refresh => refresh.Value == value) is { Value: not null } known ? known.Every : null;
}
