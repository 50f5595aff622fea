using System.Globalization;
using System.Text;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Gateway;

/// <summary>Filters of the job list.</summary>
/// <param name="States">Any of these.</param>
/// <param name="Kind">This kind.</param>
/// <param name="Tag">Having this tag.</param>
/// <param name="Text">Part of title, source or id.</param>
/// <param name="After">Created at or after.</param>
/// <param name="Before">Created before.</param>
public sealed record JobQuery(
    IReadOnlyList<JobState> States, string? Kind, string? Tag, string? Text, DateTimeOffset? After, DateTimeOffset? Before)
{
    /// <summary>No filter.</summary>
    public static readonly JobQuery Everything = new([], null, null, null, null, null);

    /// <summary>Whether nothing is filtered out.</summary>
    public bool IsEverything =>
        States.Count == 0 && Kind is null && Tag is null && Text is null && After is null && Before is null;

    /// <summary>The same for a bulk action.</summary>
    public BulkFilter ToFilter() => new(
        States.Count > 0 ? States : null,
        Kind is null ? null : [Kind],
        Tag is null ? null : [Tag],
        Text,
        After,
        Before);

    /// <summary>The same for the list.</summary>
    public string ToQueryString(int limit, string? cursor)
    {
        var query = new StringBuilder("?limit=").Append(limit.ToString(CultureInfo.InvariantCulture));
        foreach (var state in States)
        {
            Add("state", JobStateNames.Of(state));
        }

        Add("kind", Kind);
        Add("tag", Tag);
        Add("q", Text);
        Add("created_after", After?.UtcDateTime.ToString("o", CultureInfo.InvariantCulture));
        Add("created_before", Before?.UtcDateTime.ToString("o", CultureInfo.InvariantCulture));
        Add("cursor", cursor);
        return query.ToString();

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                query.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }
    }
}
