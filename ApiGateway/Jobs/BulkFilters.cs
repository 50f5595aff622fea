using System.Globalization;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.JobManagement;
using Platform.ApiGateway.Problems;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Jobs;

/// <summary>
/// Validates the filter of a bulk action, which only applies to the caller's own jobs, and to all of them only if that is explicit.
/// </summary>
internal static class BulkFilters
{
    private const int MaxIds = 1000;
    private const int MaxSearch = 200;
    private const int MaxText = 50;

    /// <summary>Validates the filter of a request and converts it to criteria.</summary>
    /// <exception cref="ApiProblemException">400 or 422.</exception>
    public static JobCriteria Read(BulkRequest request, Caller caller)
    {
        var errors = new FieldErrors();
        var filter = request.Filter;
        var isEmpty = filter is null
            || (filter.States is not { Count: > 0 } && filter.Kinds is not { Count: > 0 } && filter.Tags is not { Count: > 0 }
                && string.IsNullOrWhiteSpace(filter.Q) && filter.CreatedAfter is null && filter.CreatedBefore is null && filter.Ids is null);
        if (isEmpty && !request.All)
        {
            errors.Add("filter", FieldError.ExactlyOne(["filter", "all"], "Name a filter, or say all: true."));
        }

        if (filter?.Ids is { } ids && ids.Count is 0 or > MaxIds)
        {
            errors.Add("filter.ids", FieldError.Items(1, MaxIds, "1 to 1,000 ids."));
        }

        var search = string.IsNullOrWhiteSpace(filter?.Q) ? null : NormalTexts.Read(filter.Q, "filter.q", MaxSearch, FieldError.Characters(0, MaxSearch), errors);
        var kinds = Texts(filter?.Kinds, "filter.kinds", errors);
        var tags = Texts(filter?.Tags, "filter.tags", errors);
        errors.ThrowIfAny();
        return new JobCriteria(
            caller.UserId,
            filter?.States,
            kinds,
            tags,
            null,
            search,
            filter?.CreatedAfter,
            filter?.CreatedBefore,
            filter?.Ids);
    }

    private static string[]? Texts(IReadOnlyList<string>? texts, string field, FieldErrors errors) => texts is null
        ? null
        : [.. texts.Select((text, i) =>
            NormalTexts.Read(text ?? "", string.Create(CultureInfo.InvariantCulture, $"{field}[{i}]"), MaxText, FieldError.Characters(1, MaxText), errors) ?? "")];
}
