using System.Globalization;
using Microsoft.Extensions.Primitives;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Operations;

/// <summary>Parses the query of the list of incidents strictly: an unknown or malformed parameter is an error.</summary>
internal static class IncidentQuery
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;
    private const int MaxService = 100;

    private static readonly HashSet<string> s_known = new(StringComparer.Ordinal) { "state", "severity", "service", "limit", "cursor" };

    /// <summary>Parses the query.</summary>
    /// <exception cref="ApiProblemException">400 or 422 with the invalid parameters.</exception>
    public static SearchIncidentsRequest Read(IQueryCollection query)
    {
        var errors = new FieldErrors();
        foreach (var key in query.Keys.Where(key => !s_known.Contains(key)))
        {
            errors.Add(key, FieldError.Of(FieldRules.UnknownField, "This parameter is not known."));
        }

        var search = new SearchIncidentsRequest { Limit = (int)(QueryNumbers.Read(query, "limit", 1, MaxLimit, errors) ?? DefaultLimit) };
        search.States.AddRange(Values<IncidentState>(query["state"], "state", errors).Select(state => (IncidentPhase)(int)state));
        search.Severities.AddRange(Values<IncidentSeverity>(query["severity"], "severity", errors).Select(severity => (IncidentPriority)(int)severity));
        if (query["service"] is [{ } service]
            && NormalTexts.Read(service, "service", MaxService, FieldError.Characters(1, MaxService), errors) is { } named)
        {
            search.Service = named;
        }

        if (query["cursor"] is [{ } cursor])
        {
            if (long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var before))
            {
                search.Before = before;
            }
            else
            {
                errors.Add("cursor", FieldError.Of(FieldRules.Cursor, "This cursor is not one of this list's."));
            }
        }

        foreach (var name in ((string[])["service", "cursor"]).Where(name => query[name].Count > 1))
        {
            errors.Add(name, FieldError.Of(FieldRules.Duplicate, "Only once."));
        }

        errors.ThrowIfAny();
        return search;
    }

    /// <summary>Converts the number of the last incident of a page to the cursor of the next page.</summary>
    public static string CursorOf(long next) => next.ToString(CultureInfo.InvariantCulture);

    private static List<T> Values<T>(StringValues values, string name, FieldErrors errors)
        where T : struct, Enum
    {
        var read = new List<T>();

        // Both state=a&state=b and state=a,b.
        foreach (var text in values.SelectMany(value => (value ?? "").Split(',')).Distinct(StringComparer.Ordinal))
        {
            // Except for their case, enum names are the names of the API.
            if (text.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character))
                && !text.All(char.IsAsciiDigit) && Enum.TryParse<T>(text, ignoreCase: true, out var value))
            {
                read.Add(value);
            }
            else
            {
                var known = Enum.GetNames<T>().Select(one => one.ToLowerInvariant()).ToArray();
                errors.Add(name, FieldError.OneOf(known, "Known values: " + string.Join(", ", known) + "."));
                break;
            }
        }

        return read;
    }
}
