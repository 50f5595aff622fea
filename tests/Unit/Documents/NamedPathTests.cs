using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Documents;

/// <summary>A reader who follows a link or opens a file that a document names finds it.</summary>
public sealed class NamedPathTests
{
    private static readonly string[] s_documents =
        [.. DocumentFiles.Documents().Select(file => Path.GetRelativePath(RepositoryRoot.Path, file)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Documents => [.. s_documents];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_path_in_a_document_exists(string document) =>
        NamedPaths.Missing(File.ReadAllText(RepositoryRoot.Combine(document)), document).ShouldBeEmpty();

    [Fact]
    public void The_documents_for_readers_name_many_paths()
    {
        foreach (var document in (string[])["README.md", "CONTRIBUTING.md", "docs/architecture.md"])
        {
            NamedPaths.In(File.ReadAllText(RepositoryRoot.Combine(document))).Count().ShouldBeGreaterThan(10, document);
        }
    }

    [Theory]
    [InlineData("[a](docs/api.md) and `deploy/metrics.yaml`, `tests/Unit`, `tests/Observability/Rules/Cases/*.yml`, `eng/run-tests --filter x`", "")]
    [InlineData("[a](docs/api.md#health), [b](#here)\n\n# Here", "")]
    [InlineData("`jobs/batch`, `JobManager/{folder}`, https://example.com/docs/no.md, [a](https://example.com/no)", "")]
    [InlineData("[a](docs/no.md)", "docs/no.md")]
    [InlineData("[a](docs/api.md#no-such-heading)", "docs/api.md#no-such-heading")]
    [InlineData("see `JobManager/No.cs`", "JobManager/No.cs")]
    [InlineData("see `make x deploy/no/*.yml`", "deploy/no/*.yml")]
    [InlineData("```sh\ncat tests/No/file\n```", "tests/No/file")]
    public void A_missing_path_is_detected(string text, string missing) =>
        string.Join(' ', NamedPaths.Missing(text, "README.md")).ShouldBe(missing);

    // A paragraph of a runbook is one line, as the page that shows runbooks reads it.
    public static TheoryData<string> WrappedDocuments => [.. s_documents.Where(document => !document.StartsWith("deploy/runbooks/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(WrappedDocuments))]
    public void Lines_of_prose_are_no_longer_than_180_characters(string document) =>
        Prose.LinesOf(File.ReadAllText(RepositoryRoot.Combine(document))).Where(line => line.Length > 180).ShouldBeEmpty();
}
