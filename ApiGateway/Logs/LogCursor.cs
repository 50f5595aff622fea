using System.Text;
using Platform.ServiceDefaults.LogFiles;

namespace Platform.ApiGateway.Logs;

/// <summary>Encodes the position in each replica's log as one opaque text.</summary>
internal static class LogCursor
{
    private const int MaxCharacters = 4000;

    public static string Write(IReadOnlyDictionary<string, LogPosition> shown) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Join(';', shown.Select(pair => $"{pair.Key}={pair.Value}")))).Replace('+', '-').Replace('/', '_');

    /// <summary>Decodes a cursor; null if it is invalid.</summary>
    public static Dictionary<string, LogPosition>? Read(string text)
    {
        if (text.Length is 0 or > MaxCharacters)
        {
            return null;
        }

        try
        {
            var shown = new Dictionary<string, LogPosition>(StringComparer.Ordinal);
            foreach (var part in Encoding.UTF8.GetString(Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/'))).Split(';'))
            {
                if (part.Split('=') is not [{ Length: > 0 } id, var place] || !LogPosition.TryParse(place, out var position))
                {
                    return null;
                }

                shown[id] = position;
            }

            return shown;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
