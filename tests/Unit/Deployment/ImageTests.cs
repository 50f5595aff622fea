using System.Text.RegularExpressions;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Deployment;

/// <summary>Checks the contents of the container images.</summary>
public sealed partial class ImageTests
{
    private static readonly string s_targets = File.ReadAllText(RepositoryRoot.Combine("eng", "Images.targets"));

    [Fact]
    public void The_worker_has_the_programs_that_it_runs()
    {
        var install = File.ReadAllText(RepositoryRoot.Combine("eng", "install-programs"));
        var packages = File.ReadLines(RepositoryRoot.Combine("eng", "images", "worker", "packages")).Where(line => line.Length > 0 && line[0] != '#').ToList();

        // All that is installed on a developer's machine, but servers, monitoring and what the page is built with.
        var needed = Needed().Matches(install[..install.IndexOf("if [ \"$purpose\"", StringComparison.Ordinal)]).Select(match => match.Groups["package"].Value)
            .Where(package => package is not ("postgresql" or "redis-server" or "rabbitmq-server" or "nodejs" or "npm") && !package.StartsWith("prometheus", StringComparison.Ordinal));
        packages.ShouldBe(needed.Distinct(), ignoreOrder: true);
    }

    [Fact]
    public void Images_have_a_user_by_number_who_is_not_root_and_the_version_as_tag()
    {
        s_targets.ShouldContain("<ContainerUser>1654</ContainerUser>");
        s_targets.ShouldContain("<ContainerVersion>$(Version)</ContainerVersion>");
        s_targets.ShouldContain(">$(Version)</ContainerImageTag>");
        File.ReadAllText(RepositoryRoot.Combine("Directory.Build.targets")).ShouldContain("eng/Images.targets");

        // The same user everywhere: files of one are another's.
        File.ReadAllText(RepositoryRoot.Combine("deploy", "kubernetes", "platform", "templates", "_helpers.tpl")).ShouldContain("runAsUser: 1654");
        File.ReadAllText(RepositoryRoot.Combine("eng", "images", "push-root")).ShouldContain("\"User\":\"1654\"");
    }

    [Fact]
    public void Every_service_answers_the_probe_of_its_container()
    {
        foreach (var project in (string[])["ApiGateway", "Broker", "Frontend", "JobManager", "Operations", "Worker"])
        {
            File.ReadAllText(RepositoryRoot.Combine(project, "Program.cs")).ShouldContain("if (args is [HealthProbe.Argument])\n{\n    return await HealthProbe.RunAsync();\n}\n\nvar builder");
        }
    }

    [GeneratedRegex(@"^need (?<what>\S+) (?<package>[a-z0-9-]+) '", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Needed();
}
