using System.Globalization;
using Platform.ApiGateway.Access;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Internal;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Jobs;

/// <summary>Which jobs a bulk action is for: always one's own, and never all of them by oversight.</summary>
internal static class BulkFilters
{
    private const int MaxIds = 1000;

    /// <exception cref="ApiProblemException">422.</exception>
    public static JobFilter Read(BulkRequest request, Caller caller)
    {
        var errors = new FieldErrors();
        if (!Enum.IsDefined(request.Action))
        {
            errors.Add("action", "cancel, retry or delete.");
        }

        var filter = request.Filter;
        var isEmpty = filter is null
            || (filter.States is not { Count: > 0 } && filter.Kinds is not { Count: > 0 } && filter.Tags is not { Count: > 0 }
                && string.IsNullOrWhiteSpace(filter.Q) && filter.CreatedAfter is null && filter.CreatedBefore is null && filter.Ids is null);
        if (isEmpty && !request.All)
        {
            errors.Add("filter", "Name a filter, or say all: true.");
        }

        if (filter?.Ids is { } ids && ids.Count is 0 or > MaxIds)
        {
            errors.Add("filter.ids", "1 to 1,000 ids.");
        }

        if (filter?.Q is { Length: > 200 })
        {
            errors.Add("filter.q", "At most 200 characters.");
        }

        CheckTexts(filter?.Kinds, "filter.kinds", errors);
        CheckTexts(filter?.Tags, "filter.tags", errors);
        errors.ThrowIfAny();
        return new JobFilter(
            caller.UserId,
            filter?.States,
            filter?.Kinds,
            filter?.Tags,
            null,
            string.IsNullOrWhiteSpace(filter?.Q) ? null : filter.Q.Trim(),
            filter?.CreatedAfter?.ToUniversalTime(),
            filter?.CreatedBefore?.ToUniversalTime(),
            filter?.Ids);
    }

    private static void CheckTexts(IReadOnlyList<string>? texts, string field, FieldErrors errors)
    {
        for (var i = 0; i < (texts?.Count ?? 0); i++)
        {
            if (texts![i] is not { Length: > 0 and <= 50 } text || text.Contains('\0', StringComparison.Ordinal))
            {
                errors.Add(string.Create(CultureInfo.InvariantCulture, $"{field}[{i}]"), "1 to 50 characters.");
            }
        }
    }
}
