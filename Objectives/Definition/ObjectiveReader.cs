using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.Objectives.Definition;

/// <summary>Reads <c>deploy/slo.yaml</c>, whose comments say what each field is, and refuses what could not work.</summary>
internal static partial class ObjectiveReader
{
    private const int MaxObjectives = 50;
    private const int MaxWindows = 8;
    private const int MaxCauses = 3;

    // Beyond it the share of bad events that an alert waits for can hardly be reached.
    private const decimal MaxBurn = 0.99m;

    // Set by the rules themselves.
    private static readonly string[] s_ownLabels = ["slo", "service", "team", "job", "instance", "le"];

    /// <summary>Reads the text of the file.</summary>
    /// <exception cref="DefinitionException">It says what is wrong, and where.</exception>
    public static ObjectiveSet Read(string yaml)
    {
        var file = YamlFields.Parse(yaml);
        var windows = ReadWindows(file);
        var least = file.Number("least_bad_events");
        if (least is < 1 or > 1_000 || decimal.Truncate(least) != least)
        {
            throw file.Wrong("least_bad_events", "a whole number from 1 to 1000 is needed here.");
        }

        var objectives = ReadObjectives(file, windows);
        file.ThrowIfMore();
        return new ObjectiveSet(windows, (int)least, objectives);
    }

    private static List<BurnWindow> ReadWindows(YamlFields file)
    {
        var windows = file.List("windows").Select(ReadWindow).ToList();
        if (windows.Count is 0 or > MaxWindows)
        {
            throw file.Wrong("windows", string.Create(CultureInfo.InvariantCulture, $"1 to {MaxWindows} are needed."));
        }

        if (windows.GroupBy(window => window.Long, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw file.Wrong("windows", $"{twice.Key} is the long window of two.");
        }

        return windows;
    }

    private static BurnWindow ReadWindow(YamlFields fields)
    {
        var window = new BurnWindow(
            Length(fields, "long"), Length(fields, "short"), fields.Number("factor"), fields.TextOrNone("for") is null ? null : Length(fields, "for"), fields.Text("severity"), fields.Flag("sms"));
        if (WindowLengths.Minutes(window.Short) >= WindowLengths.Minutes(window.Long))
        {
            throw fields.Wrong("short", "it has to be shorter than the long window.");
        }

        if (window.Factor <= 0)
        {
            throw fields.Wrong("factor", "it has to be above 0.");
        }

        if (window.Severity is not ("critical" or "warning"))
        {
            throw fields.Wrong("severity", "critical or warning is needed here.");
        }

        fields.ThrowIfMore();
        return window;
    }

    private static List<Objective> ReadObjectives(YamlFields file, List<BurnWindow> windows)
    {
        var objectives = file.List("objectives").Select(fields => ReadObjective(fields, windows)).ToList();
        if (objectives.Count is 0 or > MaxObjectives)
        {
            throw file.Wrong("objectives", string.Create(CultureInfo.InvariantCulture, $"1 to {MaxObjectives} are needed."));
        }

        if (objectives.GroupBy(objective => objective.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw file.Wrong("objectives", $"two are named {twice.Key}.");
        }

        return objectives;
    }

    private static Objective ReadObjective(YamlFields fields, List<BurnWindow> windows)
    {
        var example = fields.Fields("example");
        var objective = new Objective(
            Name(fields, "name"),
            Name(fields, "service"),
            ReadTitles(fields.Fields("title")),
            fields.Number("target"),
            Counter(fields, "total"),
            fields.TextOrNone("bad") is null ? null : Counter(fields, "bad"),
            fields.TextOrNone("good") is null ? null : Counter(fields, "good"),
            fields.Flag("outage"),
            fields.Flag("absent"),
            ReadCauses(fields),
            example.Texts("good"),
            example.Texts("bad"));
        if (objective.Target is <= 0 or >= 1)
        {
            throw fields.Wrong("target", "a share above 0 and below 1 is needed here.");
        }

        if (windows.FirstOrDefault(window => window.Factor * objective.Budget > MaxBurn) is { } never)
        {
            throw fields.Wrong("target", string.Create(
                CultureInfo.InvariantCulture, $"{never.Factor} times its budget of {objective.Budget} is no share of bad events that can be told from all of them: the window of {never.Long} would never fire."));
        }

        if ((objective.Bad is null) == (objective.Good is null))
        {
            throw fields.Wrong("bad", "one of bad and good is needed.");
        }

        if (objective.GoodExample.Count == 0 || objective.BadExample.Count == 0)
        {
            throw fields.Wrong("example", "series of good and of bad events are needed.");
        }

        example.ThrowIfMore();
        fields.ThrowIfMore();
        return objective;
    }

    private static Dictionary<string, string> ReadTitles(YamlFields fields)
    {
        var titles = fields.Names.ToDictionary(language => language, fields.Text, StringComparer.Ordinal);
        return titles.ContainsKey("en") ? titles : throw fields.Wrong("en", "this is needed.");
    }

    private static IReadOnlyList<string> ReadCauses(YamlFields fields)
    {
        var causes = fields.Texts("causes");
        return causes.Count is > 0 and <= MaxCauses && causes.All(cause => Label().IsMatch(cause) && !s_ownLabels.Contains(cause, StringComparer.Ordinal))
            ? causes
            : throw fields.Wrong("causes", string.Create(CultureInfo.InvariantCulture, $"1 to {MaxCauses} labels are needed, and none of {string.Join(", ", s_ownLabels)}."));
    }

    private static string Name(YamlFields fields, string name) =>
        fields.Text(name) is var text && Hyphenated().IsMatch(text) ? text : throw fields.Wrong(name, "lower-case words with hyphens are needed here.");

    private static string Length(YamlFields fields, string name) =>
        fields.Text(name) is var text && WindowLengths.IsLength(text) ? text : throw fields.Wrong(name, "a length such as 5m, 6h or 3d is needed here.");

    private static string Counter(YamlFields fields, string name) =>
        fields.Text(name) is var text && Selector().IsMatch(text) ? text : throw fields.Wrong(name, "a selector that names the job is needed here, such as events_total{job=\"shop\"}.");

    [GeneratedRegex(@"^[a-z][a-z0-9]*(-[a-z0-9]+)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Hyphenated();

    [GeneratedRegex(@"^[a-z_][a-z0-9_]*\z", RegexOptions.CultureInvariant, 100)]
    private static partial Regex Label();

    [GeneratedRegex("""^[a-z_:][a-z0-9_:]*\{([^{}]*,)?job=~?"[^"]+"[^{}]*\}\z""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Selector();
}
