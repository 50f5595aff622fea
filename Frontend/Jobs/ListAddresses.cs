using System.Globalization;
using System.Text;
using Platform.Frontend.Gateway;

namespace Platform.Frontend.Jobs;

/// <summary>Addresses of the list of jobs, by filter and page; a job's page bears the one that it was reached from.</summary>
internal static class ListAddresses
{
    /// <summary>Name of the list's parameter for a page.</summary>
    public const string PageParameter = "page";

    /// <summary>Name of a job page's parameter for the list.</summary>
    public const string ListParameter = "list";

    private const string Path = "/jobs";
    private const int MaxList = 4096;

    /// <summary>The list that a filter gives, at a place.</summary>
    /// <param name="query">Filter.</param>
    /// <param name="place">The page, as <see cref="Elements.Pages.Write"/> has it; null for the first.</param>
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

    /// <summary>A job's page that knows the way back.</summary>
    public static string OfJob(Guid id, string list) =>
        string.Create(CultureInfo.InvariantCulture, $"{Path}/{id}{(list.Length > Path.Length + 1 ? $"?{ListParameter}={Uri.EscapeDataString(list[(Path.Length + 1)..])}" : "")}");

    /// <summary>The list that a job's page was reached from: never another page, whatever stands in the parameter.</summary>
    public static string From(string? list) => list is { Length: > 0 and <= MaxList } && !list.Any(char.IsControl) ? $"{Path}?{list}" : Path;
}
