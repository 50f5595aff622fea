using System.Text;

namespace Platform.Frontend.Charts;

/// <summary>Appends points to an SVG path.</summary>
internal static class PathPoints
{
    /// <summary>
    /// Appends a command and its target, to a tenth of a unit. Dashboards have thousands of points, and format strings take ten times as long.
    /// </summary>
    public static StringBuilder Point(this StringBuilder path, char command, double x, double y) => path.Append(command).Tenths(x).Append(' ').Tenths(y);

    private static StringBuilder Tenths(this StringBuilder path, double value)
    {
        var tenths = (long)Math.Round(value * 10, MidpointRounding.AwayFromZero);
        if (tenths < 0)
        {
            path.Append('-');
        }

        var (whole, rest) = Math.DivRem(Math.Abs(tenths), 10);
        path.Append(whole);
        return rest == 0 ? path : path.Append('.').Append(rest);
    }
}
