using System.Text.RegularExpressions;
using Platform.Testkit.Files;

namespace Platform.EndToEnd.Monitoring;

/// <summary>The shipped configuration, with shorter times and nothing else changed where a test need not wait for minutes.</summary>
internal static partial class QuickRules
{
    // More often, Prometheus and those that it asks would take their share of the processor from what is tested.
    private const string Every = ": 3s";

    /// <summary>Writes <c>prometheus</c> and <c>alertmanager</c> below a folder.</summary>
    public static void Write(string folder, bool keepsTimes = false)
    {
        foreach (var file in Directory.GetFiles(RepositoryRoot.Combine("deploy", "prometheus"), "*.yml", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(RepositoryRoot.Combine("deploy", "alertmanager"), "*", SearchOption.AllDirectories).Where(f => !f.Contains("/secrets/", StringComparison.Ordinal))))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(RepositoryRoot.Combine("deploy"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            var text = File.ReadAllText(file);
            File.WriteAllText(target, keepsTimes ? text : Times().Replace(text, match => match.Groups[1].Value + Quick(match.Groups[2].Value)));
        }
    }

    private static string Quick(string key) => key switch
    {
        "scrape_interval" or "scrape_timeout" or "evaluation_interval" or "interval" => Every,
        "group_wait" => ": 0s",
        "group_interval" => ": 1s",
        _ => ": 2s",
    };

    // Times of the configuration only; expressions keep their ranges.
    [GeneratedRegex(@"(?<1>^ *(?<2>scrape_interval|scrape_timeout|evaluation_interval|interval|for|keep_firing_for|group_wait|group_interval)): \d+[smhd]$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Times();
}
