using System.Text.RegularExpressions;
using Platform.Frontend.Elements;

namespace Platform.Frontend.Alerts;

/// <summary>Reads the runbooks of alerts from <c>Runbooks:Folder</c> (default: the files that are shipped with the service).</summary>
internal sealed partial class Runbooks(IConfiguration configuration)
{
    private readonly string _folder = configuration["Runbooks:Folder"] ?? Path.Combine(AppContext.BaseDirectory, "runbooks");

    /// <summary>Renders the runbook of an alert as HTML, below a heading of some level (0 for none); null if there is none.</summary>
    public async Task<string?> FindAsync(string name, CancellationToken cancellationToken, int below = 0)
    {
        if (!Name().IsMatch(name) || Path.Combine(_folder, name.ToLowerInvariant() + ".md") is var file && !File.Exists(file))
        {
            return null;
        }

        return MarkdownText.ToHtml(await File.ReadAllTextAsync(file, cancellationToken), PageOf, below);
    }

    // The files link to each other by name.
    private static string PageOf(string link) => LinkedFile().Match(link) is { Success: true } file ? "/operations/runbooks/" + file.Groups["name"].Value : link;

    [GeneratedRegex("^[A-Za-z0-9-]{1,100}$", RegexOptions.CultureInvariant, 100)]
    private static partial Regex Name();

    [GeneratedRegex(@"^(?<name>[a-z0-9-]{1,100})\.md$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 100)]
    private static partial Regex LinkedFile();
}
