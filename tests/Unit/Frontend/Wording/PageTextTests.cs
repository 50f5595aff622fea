using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Platform.Frontend.Elements;
using Platform.Frontend.Gateway;
using Platform.Frontend.Shell;
using Platform.Frontend.Uploads;
using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Wording;

/// <summary>Checks that texts of the API are marked as English in a page of another language, and that errors with a known code are translated.</summary>
public sealed class PageTextTests
{
    public static TheoryData<string, string> Shown => new()
    {
        { "job", ".trouble.big p" },
        { "running job", ".progress-text" },
        { "log", ".log li" },
        { "attempts", ".attempts .error-text" },
        { "deliveries", ".attempts .error-text" },
        { "alerts", ".alert-card > p:not(.labels)" },
    };

    [Theory]
    [MemberData(nameof(Shown))]
    public async Task Texts_of_the_API_are_marked_as_English(string name, string where)
    {
        using var speaking = new InLanguage("pt-BR");
        await using var page = new PageContext();
        var part = LoadingPart.All[name];
        page.Gateway.Says(part.Path, part.Something);
        var shown = part.Render(page);
        await shown.WaitForAssertionAsync(() => shown.FindAll(part.Shown).Count.ShouldBeGreaterThan(0));
        var worded = shown.FindAll(where).Where(element => element.TextContent.Contains(LoadingPart.Turning[..5], StringComparison.Ordinal)).ToList();
        worded.ShouldNotBeEmpty();
        worded.ShouldAllBe(element => element.QuerySelector("[lang=en]") != null);

        // Not so what people typed.
        shown.FindAll("[lang=en]").ShouldAllBe(english => english.Closest("h1, .tag, .source") == null);
    }

    [Fact]
    public async Task A_refusal_is_translated_by_its_code_or_marked_as_English()
    {
        using var speaking = new InLanguage("pt-BR");
        await using var page = new PageContext();
        var coded = Trouble(page, new Problem { Code = "last_operator", Title = "Conflict", Detail = "This is the last operator's account." });
        coded.Find("[role=alert]").TextContent.ShouldContain(Words.LastOperator);
        coded.FindAll("[lang]").ShouldBeEmpty();

        var worded = Trouble(page, new Problem { Code = "conflict", Title = "Conflict", Detail = "Something else was faster." });
        worded.Find("[lang=en]").TextContent.ShouldBe("Something else was faster.");
        worded.Find("[role=alert]").TextContent.ShouldNotContain("Conflict");

        var quota = Trouble(page, new Problem { Code = "quota_exceeded", Title = "Too Many Requests", Detail = "At most 100 queues." }, System.Net.HttpStatusCode.TooManyRequests);
        quota.Find("[role=alert]").TextContent.ShouldContain(Words.QuotaExceeded);
        quota.Find("[lang=en]").TextContent.ShouldBe("At most 100 queues.");
    }

    [Fact]
    public async Task Notices_and_files_mark_texts_of_the_API_as_English()
    {
        using var speaking = new InLanguage("pt-BR");
        await using var page = new PageContext();
        var notices = page.Render<NoticeBoard>();
        page.Services.GetRequiredService<Notices>().Bad(Explain.Line(new GatewayException(System.Net.HttpStatusCode.Conflict, new Problem { Detail = "No." }, null)));
        page.Services.GetRequiredService<Notices>().Good(Words.SilenceDone);
        await notices.WaitForAssertionAsync(() => notices.FindAll(".notice").Count.ShouldBe(2));
        notices.FindAll("[lang=en]").ShouldHaveSingleItem().TextContent.ShouldBe("No.");

        var files = new UploadList();
        files.Take([new() { Key = "f1", Name = "a.mp3", State = "failed", Detail = "Too long." }, new() { Key = "f2", Name = "b.mp3", State = "failed", Status = 413 }]);
        page.Render<UploadPanel>(p => p.Add(panel => panel.Files, files)).FindAll("[lang=en]").ShouldHaveSingleItem().TextContent.ShouldBe("Too long.");
    }

    // As text it would be without its language, and with the name of a class around it.
    [Fact]
    public void Only_one_component_shows_texts_that_may_be_English()
    {
        using var page = AssemblyDefinition.ReadAssembly(typeof(MainLayout).Assembly.Location);
        var methods = page.MainModule.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody).ToList();
        var shown = from method in methods
                    from call in method.Body.Instructions
                    where call.Operand is MethodReference { DeclaringType.Name: "RenderTreeBuilder", Name: "AddContent" or "AddAttribute" } && MakesSaid(call.Previous)
                    select method.FullName;
        shown.ShouldBeEmpty();
        var read = from method in methods
                   where method.DeclaringType.FullName != typeof(PageText).FullName && method.DeclaringType.Name is not ("PageTextView" or "Explain")
                   from call in method.Body.Instructions
                   where call.Operand is MethodReference { Name: "get_Own" or "get_English" or "ToString" } reference && reference.DeclaringType.FullName == typeof(PageText).FullName
                   select method.FullName;
        read.ShouldBeEmpty();
        methods.Count(method => method.Body.Instructions.Any(call => call.Operand is MethodReference { Name: "TypeCheck" } check && check.FullName.Contains(typeof(PageText).FullName!, StringComparison.Ordinal)))
            .ShouldBeGreaterThan(20, "else nothing is looked at");
    }

    private static IRenderedComponent<Trouble> Trouble(PageContext page, Problem problem, System.Net.HttpStatusCode status = System.Net.HttpStatusCode.Conflict) =>
        page.Render<Trouble>(p => p.Add(trouble => trouble.Of, new GatewayException(status, problem, null)));

    private static bool MakesSaid(Instruction? value) => value?.Operand switch
    {
        FieldReference field => field.FieldType.FullName == typeof(PageText).FullName,
        MethodReference method => method.ReturnType.FullName == typeof(PageText).FullName,
        VariableDefinition variable => variable.VariableType.FullName == typeof(PageText).FullName,
        _ => false,
    };
}
