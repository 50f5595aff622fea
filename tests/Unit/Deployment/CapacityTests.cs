using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Deployment;

/// <summary>The model of capacity computes with measured figures only, and its example is what it prints.</summary>
public sealed class CapacityTests
{
    [Fact]
    public void Every_figure_was_measured_where_it_says()
    {
        var figures = File.ReadLines(RepositoryRoot.Combine("docs", "capacity.tsv")).Where(line => line[0] != '#').Select(line => line.Split('\t')).ToList();

        figures.Count.ShouldBeGreaterThan(10);
        foreach (var figure in figures)
        {
            File.ReadAllText(RepositoryRoot.Combine(figure[3])).ShouldContain(figure[4]);

            // The upper end of the range, unless the source says it in words.
            figure[4].Split('–')[^1].Trim('|', ' ').ShouldBeOneOf(figure[2], "a fifth of real time on a core");
        }
    }

    [Fact]
    public async Task The_example_of_the_page_is_what_the_model_prints()
    {
        var page = await File.ReadAllTextAsync(RepositoryRoot.Combine("docs", "capacity.md"));

        page.ShouldContain("$ eng/capacity-model jobs=1000 messages=500 audio=20\n" + await Script.RunAsync("eng/capacity-model", "jobs=1000", "messages=500", "audio=20") + "```");
    }

    [Fact]
    public async Task Pods_are_processors_by_the_size_of_a_pod_rounded_up()
    {
        // 12 µs of a worker each: 3 processors, of which half may be used.
        var worker = (await Script.RunAsync("eng/capacity-model", "jobs=250000", "share=0.5", "cores=4")).Split('\n').Single(line => line.StartsWith("worker ", StringComparison.Ordinal));

        worker.Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["worker", "6.00", "2"]);
    }
}
