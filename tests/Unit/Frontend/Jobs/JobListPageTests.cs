using Bunit;
using Platform.Frontend.Jobs;
using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Jobs;

public sealed class JobListPageTests
{
    [Fact]
    public async Task The_list_uses_the_visitors_language()
    {
        using var speaking = new InLanguage("pt-BR");
        await using var page = new PageContext();
        page.Gateway.Says("/api/v1/jobs", LoadingPart.Page(LoadingPart.JobIn("failed")));
        var shown = page.Render<JobListPage>();
        await shown.WaitForAssertionAsync(() => shown.FindAll("tbody tr").Count.ShouldBe(1));
        shown.Find("h1").TextContent.ShouldBe("Tarefas");
        shown.Find("tbody .badge").TextContent.ShouldBe("Falhou");
        shown.Find("input[type=search]").GetAttribute("placeholder").ShouldBe("Buscar por título, endereço ou id");
    }

    [Fact]
    public async Task An_unreadable_job_is_listed_among_the_others()
    {
        await using var page = new PageContext();
        var bad = LoadingPart.JobIn("succeeded").Replace("\"version\":1", "\"version\":1,\"unreadable\":true", StringComparison.Ordinal).Replace("\"input\":{", "\"input\":{\"upload_id\":[],", StringComparison.Ordinal);
        var good = LoadingPart.JobIn("failed").Replace("01a1fd00", "01a1fd01", StringComparison.Ordinal);
        page.Gateway.Says("/api/v1/jobs", LoadingPart.Page($"{bad},{good}"));
        var shown = page.Render<JobListPage>();
        await shown.WaitForAssertionAsync(() => shown.FindAll("tbody tr").Count.ShouldBe(2));
        shown.FindAll("tbody tr")[0].TextContent.ShouldContain(Words.CannotBeShown);
        shown.FindAll("tbody tr")[1].TextContent.ShouldNotContain(Words.CannotBeShown);
    }
}
