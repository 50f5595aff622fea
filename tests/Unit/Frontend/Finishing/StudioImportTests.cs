using System.Net;
using Bunit;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using Platform.Frontend.Elements;
using Platform.Frontend.Finishing;
using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Finishing;

public sealed class StudioImportTests
{
    private const string Id = "01a1fd00-8988-7c2f-8b6b-678ed2adb173";
    private const string Import = "/api/v1/jobs/" + Id + "/captions/import";
    private const string Module = "/js/studio.js";

    [Fact]
    public async Task A_file_goes_to_the_API_as_it_was_chosen_with_the_version_that_is_shown()
    {
        await using var page = new PageContext();
        page.Gateway.Says(Import, "{}");
        var shown = await ShowAsync(page, isSaved: true);
        Choose(shown, "talk.srt");
        await shown.InvokeAsync(() => shown.Find("#import-mode").Change("replace"));
        await shown.InvokeAsync(() => shown.Find("form").Submit());
        var notices = page.Services.GetRequiredService<Notices>();
        await shown.WaitForAssertionAsync(() => notices.Shown.ShouldHaveSingleItem().Text.Own.ShouldBe(Words.StudioImported));
        page.Gateway.CountOf(Import).ShouldBe(1);
        page.Gateway.Queries.ShouldContain("?format=srt&mode=replace");
    }

    [Fact]
    public async Task A_refused_file_is_told_with_the_line_at_its_field()
    {
        await using var page = new PageContext();
        page.Gateway.Says(Import, HttpStatusCode.UnprocessableEntity, """{"code":"validation","errors":{"file":["Line 7: At most 500 characters."]},"rules":{"file":[{"rule":"characters","min":1,"max":500}]}}""");
        var shown = await ShowAsync(page, isSaved: true);
        Choose(shown, "talk.vtt");
        await shown.InvokeAsync(() => shown.Find("form").Submit());
        await shown.WaitForAssertionAsync(() => shown.Find("#import-file-note").TextContent.ShouldContain("Line 7"));
        shown.Find("#import-file").GetAttribute("aria-invalid").ShouldBe("true");
        page.Gateway.Queries.ShouldContain("?format=vtt&mode=correct");
    }

    [Fact]
    public async Task Nothing_is_imported_without_a_file_of_a_known_kind()
    {
        await using var page = new PageContext();
        var shown = await ShowAsync(page, isSaved: true);
        await shown.InvokeAsync(() => shown.Find("form").Submit());
        shown.Find("#import-file-note").TextContent.ShouldContain(Words.StudioImportNone);
        Choose(shown, "talk.pdf");
        shown.Find("#import-file-note").TextContent.ShouldContain(Words.StudioImportUnknown);
        await shown.InvokeAsync(() => shown.Find("form").Submit());
        page.Gateway.CountOf(Import).ShouldBe(0);
    }

    [Fact]
    public async Task Nothing_is_imported_while_something_typed_is_not_saved()
    {
        await using var page = new PageContext();
        var shown = await ShowAsync(page, isSaved: false);
        Choose(shown, "talk.srt");
        await shown.InvokeAsync(() => shown.Find("form").Submit());
        var notices = page.Services.GetRequiredService<Notices>();
        await shown.WaitForAssertionAsync(() => notices.Shown.ShouldHaveSingleItem().IsBad.ShouldBeTrue());
        page.Gateway.CountOf(Import).ShouldBe(0);
    }

    private static void Choose(IRenderedComponent<StudioImport> shown, string name) =>
        shown.FindComponent<InputFile>().UploadFiles(InputFileContent.CreateFromText("text", name));

    private static async Task<IRenderedComponent<StudioImport>> ShowAsync(PageContext page, bool isSaved)
    {
        var studio = page.JSInterop.SetupModule(Module).SetupModule("attach", static _ => true);
        studio.Setup<bool>("save").SetResult(isSaved);
        studio.Setup<string?>("tag").SetResult("\"r3\"");
        var script = new StudioScript();
        var settings = StudioSettings.For(Guid.Parse(Id), seconds: 1, bytes: 1, "ada", new Dictionary<string, string>(StringComparer.Ordinal));
        await script.StartAsync(page.Services.GetRequiredService<IJSRuntime>(), Module, default, settings, CancellationToken.None);
        return page.Render<StudioImport>(parameters => parameters.Add(import => import.JobId, Guid.Parse(Id)).Add(import => import.Script, script));
    }
}
