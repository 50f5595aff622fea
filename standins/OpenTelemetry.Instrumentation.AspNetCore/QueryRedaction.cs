using System.Text;

namespace OpenTelemetry.Instrumentation.AspNetCore;

/// <summary>Keeps the names of a query's values and hides the values.</summary>
internal static class QueryRedaction
{
    public static string Redact(string query)
    {
        var result = new StringBuilder(query.Length);
        var isValue = false;
        foreach (var c in query)
        {
            if (c == '&')
            {
                isValue = false;
                result.Append(c);
            }
            else if (c == '=' && !isValue)
            {
                isValue = true;
                result.Append("=Redacted");
            }
            else if (!isValue)
            {
                result.Append(c);
            }
        }

        return result.ToString();
    }
}
