using System.Globalization;
using System.Text;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;

namespace Platform.Frontend.Gateway;

/// <summary>Holds the filters of the job list.</summary>
/// <param name="States">The states, any of which match.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Tag">The tag.</param>
/// <param name="Text">A part of the title, the source or the id.</param>
/// <param name="After">The earliest creation time.</param>
/// <param name="Before">The latest creation time, exclusive.</param>
public sealed record JobQuery(
    IReadOnlyList<JobState> States, string? Kind, string? Tag, string? Text, DateTimeOffset? After, DateTimeOffset? Before)
{
    /// <summary>The query without filters.</summary>
    public static readonly JobQuery Everything = new([], null, null, null, null, null);

    /// <summary>Gets whether there are no filters.</summary>
    public bool IsEverything =>
        States.Count == 0 && Kind is null && Tag is null && Text is null && After is null && Before is null;

    /// <summary>Checks whether another query has the same filters.</summary>
    public bool IsSameAs(JobQuery other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return States.SequenceEqual(other.States) && (Kind, Tag, Text, After, Before) == (other.Kind, other.Tag, other.Text, other.After, other.Before);
    }

    /// <summary>Converts the query to the filter of a bulk action.</summary>
    public BulkFilter ToFilter() => new(
        States.Count > 0 ? States : null,
        Kind is null ? null : [Kind],
        Tag is null ? null : [Tag],
        Text,
        After,
        Before);

    /// <summary>Converts the query to a query string for the list.</summary>
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
