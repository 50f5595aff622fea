using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace OpenTelemetry.Exporter.Prometheus;

/// <summary>What client and server agree on for one scrape, from the Accept header.</summary>
internal readonly record struct ScrapeProtocol(ExpositionFormat Format, string ContentType)
{
    private static readonly ScrapeProtocol Text = new(ExpositionFormat.Text, "text/plain; version=0.0.4; charset=utf-8");

    /// <summary>The offer of highest quality that can be met, the first among equals; the text format where there is none.</summary>
    public static ScrapeProtocol Negotiate(StringValues accept)
    {
        ScrapeProtocol? best = null;
        var bestQuality = 0.0;
        foreach (var offer in accept.SelectMany(value => SplitOutsideQuotes(value ?? "", ',')))
        {
            if (Parse(offer, out var quality) is { } protocol && quality > bestQuality)
            {
                (best, bestQuality) = (protocol, quality);
            }
        }

        return best ?? Text;
    }

    private static ScrapeProtocol? Parse(string offer, out double quality)
    {
        quality = 1;
        string? version = null;
        var hasEscaping = false;
        var parts = SplitOutsideQuotes(offer, ';').ToArray();
        foreach (var parameter in parts.Skip(1))
        {
            var equals = parameter.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? parameter : parameter[..equals].Trim();
            var value = equals < 0 ? "" : parameter[(equals + 1)..].Trim().Trim('"');
            if (name.Equals("q", StringComparison.OrdinalIgnoreCase))
            {
                if (!double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out quality) || quality is <= 0 or > 1)
                {
                    return null;
                }
            }
            else if (name.Equals("version", StringComparison.OrdinalIgnoreCase))
            {
                version = value;
            }
            else if (name.Equals("escaping", StringComparison.OrdinalIgnoreCase))
            {
                hasEscaping = true;
            }
        }

        var escaping = hasEscaping ? "; escaping=underscores" : "";
        return parts[0].ToLowerInvariant() switch
        {
            "application/openmetrics-text" when version is null or "1.0.0" or "0.0.1" => new(
                ExpositionFormat.OpenMetrics,
                $"application/openmetrics-text; version={version ?? "1.0.0"}; charset=utf-8{escaping}"),
            "text/plain" when version is null or "0.0.4" => Text,
            "*/*" or "text/*" => Text,
            _ => null,
        };
    }

    private static IEnumerable<string> SplitOutsideQuotes(string value, char separator)
    {
        var start = 0;
        var isQuoted = false;
        for (var i = 0; i <= value.Length; i++)
        {
            if (i < value.Length && value[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (i == value.Length || (value[i] == separator && !isQuoted))
            {
                yield return value[start..i].Trim();
                start = i + 1;
            }
        }
    }
}
