using System.Globalization;
using System.Text.Json;

namespace Platform.ApiGateway.GraphQl;

/// <summary>Converts JSON variables to values. (The library's own parser takes seconds for a number with many digits.)</summary>
internal static class GraphQlVariables
{
    // From here on, a double cannot represent every integer.
    private const double MaxWhole = 1L << 53;

    /// <summary>Converts the variables of a request.</summary>
    /// <param name="variables">The JSON object.</param>
    /// <returns>Strings, bools, numbers (long or double), and lists and dictionaries of them.</returns>
    /// <exception cref="GraphQlFault">A text is invalid.</exception>
    public static GraphQL.Inputs Read(JsonElement variables) => new(Members(variables, "variables"));

    private static Dictionary<string, object?> Members(JsonElement value, string path)
    {
        var members = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            members.Add(member.Name, Read(member.Value, $"{path}.{member.Name}"));
        }

        return members;
    }

    private static object? Read(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.Object => Members(value, path),
        JsonValueKind.Array => value.EnumerateArray().Select((item, index) => Read(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"))).ToList(),
        JsonValueKind.String => Text(value, path),
        JsonValueKind.Number => Number(value),
        JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
        _ => null,
    };

    /// <summary>Converts a number: to an integer if it has no fraction, because JSON does not distinguish 1.0 from 1.</summary>
    private static object Number(JsonElement value)
    {
        if (value.TryGetInt64(out var whole))
        {
            return whole;
        }

        var number = value.GetDouble();
        return Math.Abs(number) < MaxWhole && Math.Floor(number) == number ? (object)(long)number : number;
    }

    private static string Text(JsonElement value, string path)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw GraphQlRequests.Fault($"\"{path}\" holds half of a surrogate pair.");
        }
    }
}
