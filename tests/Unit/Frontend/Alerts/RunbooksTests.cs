using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Platform.Frontend.Alerts;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Alerts;

public sealed partial class RunbooksTests
{
    private static readonly Runbooks s_shipped = new(new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["Runbooks:Folder"] = RepositoryRoot.Combine("deploy", "runbooks") }).Build());

    [Fact]
    public async Task Every_link_of_a_runbook_leads_to_an_existing_page()
    {
        var links = 0;
        foreach (var file in Directory.EnumerateFiles(RepositoryRoot.Combine("deploy", "runbooks"), "*.md"))
        {
            var html = (await s_shipped.FindAsync(Path.GetFileNameWithoutExtension(file), CancellationToken.None)).ShouldNotBeNull();
            foreach (var target in Link().Matches(html).Select(match => match.Groups["target"].Value))
            {
                target.ShouldStartWith("/operations/runbooks/");
                (await s_shipped.FindAsync(target["/operations/runbooks/".Length..], CancellationToken.None)).ShouldNotBeNull(target);
                links++;
            }
        }

        links.ShouldBeGreaterThan(200);
    }

    [Theory]
    [InlineData("no-such-alert")]
    [InlineData("../../README")]
    [InlineData("")]
    public async Task Other_files_are_not_found(string name) =>
        (await s_shipped.FindAsync(name, CancellationToken.None)).ShouldBeNull();

    [GeneratedRegex("href=\"(?<target>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();
}
