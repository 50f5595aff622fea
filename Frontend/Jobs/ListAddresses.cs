using System.Globalization;
using System.Text;
using Platform.Contracts.Jobs;
using Platform.Frontend.Gateway;

namespace Platform.Frontend.Jobs;

/// <summary>Builds and reads the URLs of the job list by filter and page. The URL of a job contains that of the list it was opened from.</summary>
internal static class ListAddresses
{
    /// <summary>The query parameter of the list's URL that contains the page.</summary>
    public const string PageParameter = "page";

    /// <summary>The query parameter of a job's URL that contains the URL of the list.</summary>
    public const string ListParameter = "list";

    private const string Path = "/jobs";
    private const int MaxList = 4096;

    /// <summary>Builds the URL of the list.</summary>
    /// <param name="query">The filter.</param>
    /// <param name="place">The page, in the form of <see cref="Elements.Pages.Write"/>; null for the first.</param>
    public static string Of(JobQuery query, string? place)
    {
        var address = new StringBuilder(Path);
        foreach (var state in query.States)
        {
            Add("state", JobStateNames.Of(state));
        }

        Add("kind", query.Kind);
        Add("tag", query.Tag);
        Add("q", query.Text);
        Add("after", query.After?.UtcDateTime.ToString("o", CultureInfo.InvariantCulture));
        Add("before", query.Before?.UtcDateTime.ToString("o", CultureInfo.InvariantCulture));
        Add(PageParameter, place);
        return address.ToString();

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                address.Append(address.Length == Path.Length ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }
    }

    /// <summary>Reads the filter of the list from the parameters of its URL; those that are not valid do not filter.</summary>
    public static JobQuery Read(string[]? states, string? kind, string? tag, string? text, string? after, string? before) => new(
        [.. (states ?? []).Select(JobStateNames.Parse).OfType<JobState>().Distinct()], Trimmed(kind), Trimmed(tag), Trimmed(text), Moment(after), Moment(before));

    /// <summary>Trims a parameter of a URL; null if nothing is left.</summary>
    public static string? Trimmed(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    /// <summary>Builds the URL of a job's page with the way back to the list.</summary>
    public static string OfJob(Guid id, string list) =>
        string.Create(CultureInfo.InvariantCulture, $"{Path}/{id}{(list.Length > Path.Length + 1 ? $"?{ListParameter}={Uri.EscapeDataString(list[(Path.Length + 1)..])}" : "")}");

    /// <summary>Gets the list that a job's page was opened from: never another page, whatever the parameter is.</summary>
    public static string From(string? list) => list is { Length: > 0 and <= MaxList } && !list.Any(char.IsControl) ? $"{Path}?{list}" : Path;

    private static DateTimeOffset? Moment(string? value) =>
        DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
}
