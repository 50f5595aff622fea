using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Aspire.Dashboard.Search;

/// <summary>Reads the filters of a request's query string, and remembers what is wrong with them.</summary>
internal sealed class QueryReader(IQueryCollection query)
{
    private readonly Dictionary<string, string[]> _errors = new(StringComparer.Ordinal);

    public IDictionary<string, string[]>? Errors => _errors.Count == 0 ? null : _errors;

    public string? Text(string name, int longest = 500)
    {
        var text = query[name].ToString().Trim();
        if (text.Length > longest)
        {
            _errors[name] = [$"At most {longest} characters."];
        }

        return text.Length == 0 ? null : text;
    }

    public long Number(string name, long missing, long least, long most)
    {
        if (Text(name) is not { } text)
        {
            return missing;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        _errors[name] = [$"A whole number from {least} to {most}."];
        return missing;
    }

    public double Real(string name, double missing)
    {
        if (Text(name) is not { } text)
        {
            return missing;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) && number >= 0)
        {
            return number;
        }

        _errors[name] = ["A number, 0 or more."];
        return missing;
    }

    public T? OneOf<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (!char.IsAsciiDigit(text[0]) && Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value))
        {
            return value;
        }

        _errors[name] = [$"One of {string.Join(", ", Enum.GetNames<T>())}."];
        return null;
    }
}
