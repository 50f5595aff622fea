using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Architecture;

/// <summary>
/// The test of a class is found where the class is: that of <c>Worker/Media/TrackChoice.cs</c> is <c>tests/Unit/Worker/Media/TrackChoiceTests.cs</c>.
/// A test of a running service is found below the name of its project.
/// </summary>
public sealed class TestPlaceTests
{
    private const string End = "Tests.cs";

    // These are about the repository as a whole.
    private static readonly string[] s_ofAllProjects = ["Architecture", "Deployment", "Documents"];

    // Rules for many classes of one project, and what they hold for.
    private static readonly Dictionary<string, string> s_ofManyClasses = new(StringComparer.Ordinal)
    {
        ["Frontend/Asking"] = "every component that reads from the gateway",
        ["Frontend/ComponentSize"] = "every component",
        ["Frontend/Loading"] = "every component that loads something by itself",
        ["Frontend/Style"] = "every component, and the stylesheets of the page",
        ["Frontend/TextsOutside"] = "every component, class and script",
        ["Speech/Speakers/VoicesStayInside"] = "every class that has vectors of voices",
    };

    private static readonly HashSet<string> s_tests = Directory.EnumerateFiles(RepositoryRoot.Combine("tests", "Unit"), $"*{End}", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(RepositoryRoot.Combine("tests", "Unit"), file)[..^End.Length])
        .Where(test => !s_ofAllProjects.Contains(test.Split('/')[0]))
        .ToHashSet(StringComparer.Ordinal);

    [Fact]
    public void Every_unit_test_is_in_the_folder_of_its_class()
    {
        s_tests.Count.ShouldBeGreaterThan(100);
        s_tests.Where(test => !IsInPlace(test, s_tests)).ShouldBe(s_ofManyClasses.Keys, ignoreOrder: true);
    }

    [Theory]
    [InlineData("Worker/Media/TrackChoice", true)]
    [InlineData("Frontend/Captions/LiveCues", true)]
    [InlineData("Frontend/Wording/Words", true)]
    [InlineData("Testkit/Servers/FreePorts", true)]
    [InlineData("Worker/TrackChoice", false)]
    [InlineData("Media/TrackChoice", false)]
    [InlineData("Worker/Media/TrackChoices", false)]
    [InlineData("Captions/Layout/CueLayoutSpeaker", true)]
    [InlineData("Captions/Layout/CueLayoutspeaker", false)]
    [InlineData("Captions/Layout/LineWrapSpeaker", false)]
    public void A_test_is_named_after_its_class_or_begins_with_the_name_of_such_a_test(string test, bool isInPlace) =>
        IsInPlace(test, new HashSet<string>(StringComparer.Ordinal) { "Captions/Layout/CueLayout" }).ShouldBe(isInPlace);

    [Fact]
    public void The_first_folder_of_an_integration_test_is_a_project()
    {
        var folder = RepositoryRoot.Combine("tests", "Integration");
        var tests = Directory.EnumerateFiles(folder, $"*{End}", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)).Where(IsSource).ToList();

        tests.Count.ShouldBeGreaterThan(100);
        tests.Where(test => !IsProject(test.Split('/')[0])).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("JobManager", true)]
    [InlineData("ServiceDefaults", true)]
    [InlineData("Fuzz", true)]
    [InlineData("Jobs", false)]
    [InlineData("docs", false)]
    [InlineData("LeaseTests.cs", false)]
    public void A_project_is_a_product_or_test_project(string folder, bool isProject) => IsProject(folder).ShouldBe(isProject);

    // Folders of build output and of npm hold none of ours.
    private static bool IsSource(string path) => !path.Split('/').Any(folder => folder is "bin" or "obj" or "node_modules");

    private static bool IsProject(string name) =>
        File.Exists(RepositoryRoot.Combine(name, $"{name}.csproj")) || File.Exists(RepositoryRoot.Combine("tests", name, $"{name}.csproj"));

    private static bool IsInPlace(string test, HashSet<string> tests) =>
        IsClass(test) || Enumerable.Range(0, test.Length).Any(length => char.IsUpper(test[length]) && tests.Contains(test[..length]) && IsClass(test[..length]));

    // Of the product, or of what tests themselves are made of.
    private static bool IsClass(string name) =>
        ((string[])[".cs", ".razor", ".resx"]).Any(kind => File.Exists(RepositoryRoot.Combine(name + kind)) || File.Exists(RepositoryRoot.Combine("tests", name + kind)));
}
