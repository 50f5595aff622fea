using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.ServiceDefaults.LogFiles;

/// <summary>Represents the name of a log file: its service, its replica and its creation time. It never changes.</summary>
/// <param name="Service">The service.</param>
/// <param name="Slot">The index of the replica among those that write into the folder, from 0.</param>
/// <param name="Begun">When the file was created, in UTC, to the millisecond.</param>
public readonly partial record struct LogFileName(string Service, int Slot, DateTimeOffset Begun)
{
    private const string Stamp = "yyyyMMdd-HHmmss-fff";

    /// <summary>Parses a name; false for anything else, such as a path.</summary>
    public static bool TryParse(string? text, out LogFileName name)
    {
        if (text is { Length: <= 120 } && Form().Match(text) is { Success: true } match
            && DateTimeOffset.TryParseExact(match.Groups["begun"].ValueSpan, Stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var begun))
        {
            name = new(match.Groups["service"].Value, int.Parse(match.Groups["slot"].ValueSpan, CultureInfo.InvariantCulture), begun);
            return true;
        }

        name = default;
        return false;
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Service}.{Slot}.{Begun.UtcDateTime.ToString(Stamp, CultureInfo.InvariantCulture)}.log");

    [GeneratedRegex(@"\A(?<service>[a-z0-9]+(-[a-z0-9]+)*)\.(?<slot>[0-9]{1,3})\.(?<begun>[0-9]{8}-[0-9]{6}-[0-9]{3})\.log\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
