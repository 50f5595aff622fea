using Platform.Objectives.Making;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Objectives.Making;

public sealed class MakeCommandTests
{
    private static readonly string s_shipped = File.ReadAllText(RepositoryRoot.Combine("deploy", "slo.yaml"));

    [Fact]
    public void Committed_files_are_what_is_made_of_the_shipped_objectives()
    {
        foreach (var file in MadeFile.All(s_shipped))
        {
            File.ReadAllText(RepositoryRoot.Combine(file.Path.Split('/'))).ShouldBe(file.Content, $"{file.Path}: run make slo");
        }
    }

    [Fact]
    public void Only_files_that_differ_are_written()
    {
        using var folder = new TemporaryFolder();
        Write(folder, s_shipped);
        using var first = new StringWriter();
        MakeCommand.Run([folder.Path], first, TextWriter.Null).ShouldBe(0);
        first.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim()).ShouldBe(MadeFile.All(s_shipped).Select(file => file.Path));

        using var second = new StringWriter();
        MakeCommand.Run([folder.Path], second, TextWriter.Null).ShouldBe(0);
        second.ToString().ShouldBeEmpty();
    }

    [Fact]
    public void A_fault_is_told_and_nothing_is_written()
    {
        using var folder = new TemporaryFolder();
        Write(folder, s_shipped.Replace("target: 0.99\n", "target: 2\n", StringComparison.Ordinal));
        using var errors = new StringWriter();

        MakeCommand.Run([folder.Path], TextWriter.Null, errors).ShouldBe(1);

        errors.ToString().ShouldStartWith("deploy/slo.yaml: objectives[2].target: ");
        Directory.GetDirectories(folder.Path).Select(path => Path.GetFileName(path)).ShouldBe(["deploy"]);
    }

    [Fact]
    public void Without_the_file_there_is_one_line()
    {
        using var folder = new TemporaryFolder();
        using var errors = new StringWriter();

        MakeCommand.Run([folder.Path], TextWriter.Null, errors).ShouldBe(1);

        errors.ToString().Trim().ShouldStartWith("deploy/slo.yaml: ");
    }

    private static void Write(TemporaryFolder folder, string yaml)
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "deploy"));
        File.WriteAllText(Path.Combine(folder.Path, "deploy", "slo.yaml"), yaml);
    }
}
