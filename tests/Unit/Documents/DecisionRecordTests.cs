using System.Globalization;
using System.Text.RegularExpressions;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Documents;

/// <summary>Records under docs/decisions have one form, and the list of them is complete.</summary>
public sealed partial class DecisionRecordTests
{
    private static readonly string s_folder = RepositoryRoot.Combine("docs", "decisions");

    private static readonly string[] s_names =
        [.. Directory.EnumerateFiles(s_folder, "*.md").Select(file => Path.GetFileName(file)).Where(name => name != "README.md").Order(StringComparer.Ordinal)];

    public static TheoryData<string> Records => [.. s_names];

    [Theory]
    [MemberData(nameof(Records))]
    public void A_record_has_title_date_status_and_three_sections(string name)
    {
        var record = DecisionRecord.Read(name);

        record.Number.ShouldBe(name[..4]);
        record.Sections.ShouldBe(record.IsInForce ? ["Context", "Decision", "Consequences"] : record.Sections.Count == 0 ? [] : ["Context", "Decision", "Consequences"]);
        record.Later.ShouldAllBe(later => later != name && DecisionRecord.Read(later).Date >= record.Date);
    }

    [Fact]
    public void Each_number_is_used_once() =>
        s_names.Select(name => name[..4]).ShouldBeUnique();

    [Fact]
    public void The_list_has_a_row_for_each_record()
    {
        var rows = File.ReadLines(Path.Combine(s_folder, "README.md")).Where(line => line.StartsWith("| [", StringComparison.Ordinal));

        rows.ShouldBe(s_names.Select(name => DecisionRecord.Read(name).Row));
    }

    [Fact]
    public void Every_referenced_record_exists()
    {
        var numbers = s_names.Select(name => name[..4]).ToHashSet(StringComparer.Ordinal);
        var referred = DocumentFiles.Sources().Concat(DocumentFiles.Documents())
            .SelectMany(file => Referred().Matches(File.ReadAllText(file)).Select(match => match.Groups["number"].Value)).Distinct().ToList();

        referred.Count.ShouldBeGreaterThan(5);
        referred.Except(numbers).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("# 0001 Title\n\n- Date: 2026-11-28\n- Status: accepted\n\n## Context\n\nText\n\n## Decision\n\nText\n\n## Consequences\n\nText\n", true)]
    [InlineData("# 0001 Title\n\n- Date: 2026-11-28\n- Status: replaced by [0002](0002-other.md)\n\nSee there.\n", true)]
    [InlineData("# 0001 – Title\n\n2026-11-28. Context: none.\n", false)]
    [InlineData("# 0001 Title\n\n- Date: 2026-11-28\n- Status: perhaps\n\nText\n", false)]
    [InlineData("# 0001 Title\n\n- Date: 28 November 2026\n- Status: accepted\n\nText\n", false)]
    public void The_form_is_recognised(string text, bool isForm) => DecisionRecord.Head().IsMatch(text).ShouldBe(isForm);

    [GeneratedRegex(@"decisions/(?<number>\d{4})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Referred();

    private sealed partial record DecisionRecord(
        string Name, string Number, string Title, DateOnly Date, string Status, IReadOnlyList<string> Later, IReadOnlyList<string> Sections)
    {
        public bool IsInForce => Status == "accepted";

        /// <summary>Its row in the list, where numbers of later records are not links.</summary>
        public string Row
        {
            get
            {
                var amended = IsInForce && Later.Count > 0 ? $", amended by {string.Join(", ", Later.Select(name => name[..4]))}" : "";
                return string.Create(CultureInfo.InvariantCulture, $"| [{Number}]({Name}) | {Title} | {Date:yyyy-MM-dd} | {Status}{amended} |");
            }
        }

        public static DecisionRecord Read(string name)
        {
            var text = File.ReadAllText(Path.Combine(s_folder, name));
            var head = Head().Match(text);
            head.Success.ShouldBeTrue($"{name} begins with title, date and status, as docs/decisions/README.md says");
            return new(
                name,
                head.Groups["number"].Value,
                head.Groups["title"].Value,
                DateOnly.ParseExact(head.Groups["date"].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                WithoutLinks(head.Groups["status"].Value),
                [.. Linked().Matches(head.Value).Select(link => link.Groups["file"].Value)],
                [.. Section().Matches(text).Select(section => section.Groups["name"].Value)]);
        }

        [GeneratedRegex(
            @"\A# (?<number>\d{4}) (?<title>(?!–)[^\n]+)\n\n- Date: (?<date>\d{4}-\d\d-\d\d)\n- Status: (?<status>accepted|withdrawn|replaced by \[\d{4}\]\([^)\n]+\))\n(- Amended by: [^\n]+\n)?\n",
            RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
        public static partial Regex Head();

        [GeneratedRegex(@"\[\d{4}\]\((?<file>[^)]+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
        private static partial Regex Linked();

        [GeneratedRegex(@"^## (?<name>.+)\n\n[^\n#]", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
        private static partial Regex Section();

        private static string WithoutLinks(string text) => Linked().Replace(text, static link => link.Value[1..5]);
    }
}
