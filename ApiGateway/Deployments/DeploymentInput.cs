using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Deployments;

/// <summary>Validates what callers say of deployments, and what they ask.</summary>
internal static class DeploymentInput
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;
    private const int MaxText = 100;
    private const int MaxWho = 320;
    private const string Started = "started";
    private const string Failed = "failed";

    private static readonly string[] s_statuses = [Started, Failed];
    private static readonly HashSet<string> s_known = new(StringComparer.Ordinal) { "service", "limit", "cursor" };

    /// <summary>Reads a request to record a deployment.</summary>
    /// <param name="request">The request.</param>
    /// <param name="caller">Who deployed it if the request does not say.</param>
    /// <param name="now">The present.</param>
    /// <exception cref="ApiProblemException">400 or 422 with the invalid fields.</exception>
    public static RecordDeploymentRequest Read(CreateDeploymentRequest request, string caller, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        var text = FieldError.Characters(1, MaxText);
        var service = NormalTexts.Read(request.Service, "service", MaxText, text, errors);
        var version = NormalTexts.Read(request.Version, "version", MaxText, text, errors);
        var commit = request.Commit is { } named ? NormalTexts.Read(named, "commit", MaxText, text, errors) : null;
        var who = request.Who is { } person ? NormalTexts.Read(person, "who", MaxWho, FieldError.Characters(1, MaxWho), errors) : caller;
        if (request.StartedAt > now.AddMinutes(5))
        {
            errors.Add("started_at", FieldError.Of(FieldRules.TooFarAhead, "This moment has not come."));
        }

        if (request.Status is not (null or Started or Failed))
        {
            errors.Add("status", FieldError.OneOf(s_statuses, "Known values: started, failed."));
        }

        errors.ThrowIfAny();
        var deployment = new RecordDeploymentRequest { Service = service!, Version = version!, Who = who!, Failed = request.Status == Failed };
        if (commit is not null)
        {
            deployment.Commit = commit;
        }

        if (request.StartedAt is { } started)
        {
            deployment.StartedAt = Timestamp.FromDateTimeOffset(started);
        }

        return deployment;
    }

    /// <summary>Reads the query of the list.</summary>
    /// <exception cref="ApiProblemException">400 or 422 with the invalid parameters.</exception>
    public static SearchDeploymentsRequest Read(IQueryCollection query)
    {
        var errors = new FieldErrors();
        foreach (var key in query.Keys.Where(key => !s_known.Contains(key)))
        {
            errors.Add(key, FieldError.Of(FieldRules.UnknownField, "This parameter is not known."));
        }

        foreach (var name in ((string[])["service", "cursor"]).Where(name => query[name].Count > 1))
        {
            errors.Add(name, FieldError.Of(FieldRules.Duplicate, "Only once."));
        }

        var search = new SearchDeploymentsRequest { Limit = (int)(QueryNumbers.Read(query, "limit", 1, MaxLimit, errors) ?? DefaultLimit) };
        if (query["service"] is [{ } service] && NormalTexts.Read(service, "service", MaxText, FieldError.Characters(1, MaxText), errors) is { } named)
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

        errors.ThrowIfAny();
        return search;
    }
}
