using System.Text.RegularExpressions;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend;

/// <summary>A component's looks stand beside it; what stands in the stylesheets of the whole page is shared.</summary>
public sealed partial class StyleTests
{
    private static readonly Dictionary<string, string> s_components = Directory.EnumerateFiles(RepositoryRoot.Combine("Frontend"), "*.razor", SearchOption.AllDirectories)
        .ToDictionary(file => file, File.ReadAllText, StringComparer.Ordinal);

    // Classes are given by code, too: to pictures, and by scripts.
    private static readonly string s_code = string.Concat(Files("*.cs").Concat(Files("*.js")).Select(File.ReadAllText));

    // Parts too small to be components of their own, that two components have and no third one. What both have more of belongs into one that both contain.
    private static readonly string[] s_ofTwo =
    [
        "attempts", "big-number", "c-actions", "chips", "cue-speaker", "cue-time", "danger", "dash-title", "empty-line", "head-actions", "job-link", "job-sub",
        "key-list", "key-what", "legend", "more-filters", "skeleton", "y-axis",
    ];

    [Fact]
    public void What_only_two_components_share_is_shared_on_purpose()
    {
        var shared = from sheet in Directory.EnumerateFiles(RepositoryRoot.Combine("Frontend", "wwwroot", "css"))
                     from selector in Selectors(File.ReadAllText(sheet))
                     from name in Classes(selector)
                     where !Code(name) && s_components.Values.Count(component => Uses(component, name)) == 2
                     select name;
        shared.Distinct(StringComparer.Ordinal).ShouldBe(s_ofTwo, ignoreOrder: true);
    }

    [Fact]
    public void Styles_of_a_single_component_are_not_in_global_sheets()
    {
        var alone = from sheet in Directory.EnumerateFiles(RepositoryRoot.Combine("Frontend", "wwwroot", "css"))
                    from selector in Selectors(File.ReadAllText(sheet))
                    where IsAboutOne([.. Classes(selector)])
                    select $"{Path.GetFileName(sheet)}: {selector}";
        alone.ShouldBeEmpty();
    }

    [Fact]
    public void A_component_styles_only_its_own_classes()
    {
        var sheets = s_components.Keys.Select(file => file + ".css").Where(File.Exists).ToList();
        sheets.Count.ShouldBeGreaterThan(30);
        var strange = from sheet in sheets
                      from selector in Selectors(File.ReadAllText(sheet))
                      from name in OwnClasses(selector)
                      let component = s_components[sheet[..^".css".Length]]
                      where !Uses(component, name) && !GivesByCode(component, name)
                      select $"{Path.GetFileName(sheet)}: {selector}: {name}";
        strange.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("badge", true)]
    [InlineData("state-queued", true)]
    [InlineData("kind-captions", true)]
    [InlineData("wide", true)]
    [InlineData("small", true)]
    [InlineData("bad", false)]
    [InlineData("state", false)]
    [InlineData("other-queued", false)]
    [InlineData("shown", false)]
    public void Each_class_of_an_attribute_counts(string name, bool isUsed) =>
        Uses("<p title=\"shown\" class=\"badge state-@Of(State) kind-@Kind @(IsWide ? \"wide\" : \"\") small\">", name).ShouldBe(isUsed);

    [Fact]
    public void Classes_of_a_selector_belong_to_the_component_except_ancestors_and_descendants()
    {
        OwnClasses(".a.b:hover").ShouldBe(["a", "b"]);
        OwnClasses(".around .a > .b.c").ShouldBe(["b", "c"]);
        OwnClasses(".a ::deep .below").ShouldBe(["a"]);
        OwnClasses("::deep .below").ShouldBeEmpty();
    }

    [Fact]
    public void Every_sheet_beside_a_component_has_its_component() =>
        Files("*.razor.css").Where(sheet => !s_components.ContainsKey(sheet[..^".css".Length])).ShouldBeEmpty();

    private static IEnumerable<string> Files(string pattern) =>
        Directory.EnumerateFiles(RepositoryRoot.Combine("Frontend"), pattern, SearchOption.AllDirectories).Where(file => !file.Split('/').Any(folder => folder is "obj" or "bin" or "node_modules"));

    // What stands before a brace, of rules within others, too; steps of movements and conditions have no classes.
    private static IEnumerable<string> Selectors(string css) =>
        Head().Matches(Comment().Replace(css, "")).SelectMany(head => head.Groups["head"].Value.Split(',')).Select(selector => selector.Trim()).Where(selector => !selector.StartsWith('@'));

    private static IEnumerable<string> Classes(string selector) => Class().Matches(selector).Select(match => match.Groups["name"].Value);

    // What stands last is the component's, by the mark that the compiler puts there; before "::deep" it stands before that.
    private static IEnumerable<string> OwnClasses(string selector) => Classes(Combinator().Split(selector.Split("::deep")[0].Trim())[^1]);

    // One class is that component's alone, and it has the others as well: what another one has in it is the place where it stands.
    private static bool IsAboutOne(IReadOnlyList<string> names) => names.Any(name =>
        !Code(name) && s_components.Values.Where(component => Uses(component, name)).ToList() is [var only] && names.All(other => Uses(only, other)));

    // As a whole, or with an end that is found out: "state-@…".
    private static bool Uses(string component, string name) =>
        Attribute().Matches(component).Any(attribute => Word(name).IsMatch(attribute.Groups["names"].Value)
            || Prefix().Matches(attribute.Groups["names"].Value).Any(prefix => name.StartsWith(prefix.Groups["start"].Value, StringComparison.Ordinal)));

    // A whole class that is found out, "@state", from names that stand in the same component.
    private static bool GivesByCode(string component, string name) =>
        Attribute().Matches(component).Any(attribute => Found().IsMatch(attribute.Groups["names"].Value)) && component.Contains($"\"{name}\"", StringComparison.Ordinal);

    private static bool Code(string name) => Regex.IsMatch(s_code, $"""["' ]{Regex.Escape(name)}["' ]""", RegexOptions.None, TimeSpan.FromSeconds(5));

    private static Regex Word(string name) => new($@"(?<![\w-]){Regex.Escape(name)}(?![\w-])", RegexOptions.None, TimeSpan.FromSeconds(1));

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<head>[^{};]+)\{", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Head();

    [GeneratedRegex(@"\.(?<name>[A-Za-z][\w-]*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Class();

    // With expressions in it, which hold quotes of their own.
    [GeneratedRegex("class=\"(?<names>(?:@\\((?:[^()]|\\((?:[^()]|\\([^()]*\\))*\\))*\\)|[^\"])*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Attribute();

    [GeneratedRegex(@"(?<![\w-])(?<start>[a-z][a-z-]*-)@", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Prefix();

    [GeneratedRegex(@"(?<![\w-])@[A-Za-z]", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Found();

    [GeneratedRegex(@"\s*[>+~]\s*|\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Combinator();
}
