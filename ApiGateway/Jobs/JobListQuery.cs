using System.Globalization;
using Microsoft.Extensions.Primitives;
using Platform.ApiGateway.JobManagement;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Jobs;

/// <summary>Parses the query of a list of jobs strictly: an unknown or malformed parameter is an error.</summary>
internal static class JobListQuery
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;
    private const int MaxValues = 50;
    private const int MaxText = 50;
    private const int MaxSearch = 200;
    private const string TextsRule = "1 to 50 values of 1 to 50 characters.";

    private static readonly HashSet<string> s_known = new(StringComparer.Ordinal)
    {
        "state", "kind", "tag", "priority", "q", "created_after", "created_before", "limit", "cursor", "owner_id",
    };

    /// <summary>Parses the query.</summary>
    /// <exception cref="ApiProblemException">400 or 422 with the invalid parameters.</exception>
    public static (JobCriteria Filter, int Limit, string? Cursor) Read(IQueryCollection query, Guid? owner)
    {
        var errors = new FieldErrors();
        foreach (var key in query.Keys)
        {
            if (!s_known.Contains(key))
            {
                errors.Add(key, FieldError.Of(FieldRules.UnknownField, "This parameter is not known."));
            }
        }

        var filter = new JobCriteria(
            OwnerOf(query, owner, errors),
            Values<JobState>(query["state"], "state", "scheduled, queued, running, succeeded, failed or cancelled.", errors),
            Texts(query["kind"], "kind", errors),
            Texts(query["tag"], "tag", errors),
            Values<JobPriority>(query["priority"], "priority", "low, normal or high.", errors),
            Text(query["q"], errors),
            QueryMoments.Read(query, "created_after", errors),
            QueryMoments.Read(query, "created_before", errors));

        var limit = DefaultLimit;
        if (One(query["limit"], "limit", errors) is { } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxLimit))
        {
            errors.Add("limit", FieldError.Number(1, MaxLimit, "1 to 200."));
        }

        var cursor = One(query["cursor"], "cursor", errors);
        errors.ThrowIfAny();
        return (filter, limit, cursor);
    }

    private static Guid? OwnerOf(IQueryCollection query, Guid? owner, FieldErrors errors)
    {
        if (One(query["owner_id"], "owner_id", errors) is not { } text)
        {
            return owner;
        }

        if (!Guid.TryParse(text, out var asked))
        {
            errors.Add("owner_id", FieldError.NoId);
            return owner;
        }

        if (owner is { } own && own != asked)
        {
            errors.Add("owner_id", FieldError.Other("Only operators see the jobs of others."));
        }

        return asked;
    }

    private static T[]? Values<T>(StringValues values, string name, string known, FieldErrors errors)
        where T : struct, Enum
    {
        if (Texts(values, name, errors) is not { } texts)
        {
            return null;
        }

        var read = new List<T>(texts.Length);
        foreach (var text in texts)
        {
            // Except for their case, enum names are the snake_case names of the API.
            if (text.All(char.IsAsciiLetterLower) && Enum.TryParse<T>(text, ignoreCase: true, out var value))
            {
                read.Add(value);
            }
            else
            {
                errors.Add(name, FieldError.OneOf([.. Enum.GetNames<T>().Select(value => value.ToLowerInvariant())], "Known values: " + known));
            }
        }

        return [.. read];
    }

    private static string[]? Texts(StringValues values, string name, FieldErrors errors)
    {
        if (values.Count == 0)
        {
            return null;
        }

        // Both state=a&state=b and state=a,b.
        var texts = values.SelectMany(v => (v ?? "").Split(',')).Distinct(StringComparer.Ordinal).ToArray();
        if (texts.Length > MaxValues)
        {
            errors.Add(name, FieldError.Items(1, MaxValues, TextsRule));
            return null;
        }

        return [.. texts.Select(text => NormalTexts.Read(text, name, MaxText, FieldError.Characters(1, MaxText, TextsRule), errors)).OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    private static string? Text(StringValues values, FieldErrors errors)
    {
        var text = One(values, "q", errors);
        return string.IsNullOrWhiteSpace(text) ? null : NormalTexts.Read(text, "q", MaxSearch, FieldError.Characters(0, MaxSearch), errors);
    }

    private static string? One(StringValues values, string name, FieldErrors errors)
    {
        if (values.Count > 1)
        {
            errors.Add(name, FieldError.Of(FieldRules.Duplicate, "Only once."));
        }

        return values.Count == 0 ? null : values[0];
    }
}
