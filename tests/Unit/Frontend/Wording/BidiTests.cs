using System.Buffers;
using System.Globalization;
using System.Text;
using AngleSharp.Dom;
using Bunit;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Platform.Contracts.Jobs;
using Platform.Frontend.Elements;
using Platform.Frontend.Jobs;
using Platform.Frontend.Uploads;
using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Wording;

/// <summary>Checks that typed text does not change the writing direction of the page around it.</summary>
public sealed class BidiTests
{
    private const string Controls = "\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069";
    private static readonly SearchValues<char> s_controls = SearchValues.Create(Controls);
    private static readonly string[] s_openers = ["\u202A", "\u202B", "\u202D", "\u202E", "\u2066", "\u2067", "\u2068"];

    public static TheoryData<string> Parts => [.. LoadingPart.All.Keys];

    [Fact]
    public void Directional_isolates_are_balanced_for_any_text()
    {
        var letters = Gen.Elements([.. Controls, 'a', '\u05D0', '\n', '\u2029', ' ']);
        var texts = letters.ArrayOf().Select(typed => new string(typed)).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), Prop.ForAll(texts, text =>
        {
            var balanced = Bidi.Balance(text);
            IsContained(balanced).ShouldBeTrue(Readable(balanced));
            Without(balanced).ShouldBe(Without(text), "no letter is lost");
            Bidi.Balance(balanced).ShouldBe(balanced);
            IsContained(Bidi.Isolate(text)).ShouldBeTrue();
        }));
    }

    [Fact]
    public void Left_to_right_text_is_not_changed()
    {
        Bidi.Isolate("Ana – naïve 😀").ShouldBe("Ana – naïve 😀");
        Bidi.Isolate("שלום").ShouldBe("\u2068שלום\u2069");
        Phrase.Format("Delete {0}?", "a\u202Eb").ShouldBe("Delete \u2068a\u202Eb\u202C\u2069?");
        Phrase.Format("Delete {0} of {1}?", 1, "two").ShouldBe("Delete 1 of two?");
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public async Task Every_text_of_a_part_is_isolated(string name)
    {
        var part = LoadingPart.All[name];
        await using var page = new PageContext();
        page.Gateway.Says(part.Path, part.Something);
        var shown = part.Render(page);
        await shown.WaitForAssertionAsync(() => (part.Shown.Length == 0 || shown.FindAll(part.Shown).Count > 0).ShouldBeTrue());
        foreach (var details in shown.FindAll("details").Where(details => details.HasAttribute("blazor:ontoggle")).ToList())
        {
            await details.ToggleAsync(EventArgs.Empty);
        }

        if (part.Shown.Length > 0 && name is not ("dashboard" or "language"))
        {
            shown.Markup.ShouldContain("\u202E", customMessage: "else nothing is tested");
        }

        NothingTurns(shown);
    }

    [Fact]
    public async Task Texts_from_other_sources_are_isolated_too()
    {
        await using var page = new PageContext();
        NothingTurns(page.Render<Trouble>(p => p.Add(trouble => trouble.Of, new Platform.Frontend.Gateway.GatewayException(
            System.Net.HttpStatusCode.BadRequest, new() { Title = LoadingPart.Turning, Errors = new() { ["tags"] = [$"The tag {LoadingPart.Turning} is too long."] } }, null))));
        var notices = page.Render<NoticeBoard>();
        page.Services.GetRequiredService<Notices>().Good(Phrase.Format(Words.KeyRevoked, LoadingPart.Turning));
        page.Services.GetRequiredService<Notices>().Bad(LoadingPart.Turning);
        await notices.WaitForAssertionAsync(() => notices.FindAll(".notice").Count.ShouldBe(2));
        NothingTurns(notices);
        var question = page.Render<QuestionDialog>();
        _ = page.Services.GetRequiredService<Questions>().AskAsync(JobQuestions.About(JobAction.Delete, LoadingPart.Turning));
        await question.WaitForAssertionAsync(() => question.Find("h2").TextContent.ShouldContain("\u202E"));
        NothingTurns(question);
        var files = new UploadList();
        files.Take([new() { Key = "f1", Name = LoadingPart.Turning, State = "failed", Detail = LoadingPart.Turning }, new() { Key = "f2", Name = LoadingPart.Turning, State = "sending" }]);
        NothingTurns(page.Render<UploadPanel>(p => p.Add(panel => panel.Files, files)));
    }

    // In an element that is set apart, or in a plain text that sets it apart by itself.
    private static void NothingTurns(IRenderedComponent<IComponent> shown)
    {
        foreach (var element in shown.FindAll("*"))
        {
            foreach (var text in element.ChildNodes.OfType<IText>().Where(text => HasControls(text.Data)))
            {
                var isApart = element.Closest("bdi, [dir=auto], textarea") is not null;
                (IsContained(text.Data) && (isApart || IsIsolated(text.Data))).ShouldBeTrue($"{element.OuterHtml[..Math.Min(300, element.OuterHtml.Length)]}: {Readable(text.Data)}");
            }

            foreach (var attribute in element.Attributes.Where(attribute => attribute.Name is not ("value" or "href" or "src" or "data-alert" or "data-n") && HasControls(attribute.Value)))
            {
                (IsContained(attribute.Value) && IsIsolated(attribute.Value)).ShouldBeTrue($"{element.LocalName} {attribute.Name}: {Readable(attribute.Value)}");
            }
        }
    }

    private static bool IsIsolated(string text)
    {
        var depth = 0;
        foreach (var letter in text)
        {
            depth += letter is '\u2066' or '\u2067' or '\u2068' ? 1 : letter == '\u2069' ? -1 : 0;
            if (depth == 0 && letter is '\u202A' or '\u202B' or '\u202D' or '\u202E' && depth == 0)
            {
                return false;
            }
        }

        return true;
    }

    // By the rules of the annex, said another way than in the product: in each paragraph every control is one half of a pair, and pairs do not cross.
    private static bool IsContained(string text) => text.Split('\n', '\u2029').All(paragraph =>
    {
        var rest = new string([.. paragraph.Where(letter => Controls.Contains(letter, StringComparison.Ordinal))]);
        for (var before = -1; before != rest.Length;)
        {
            before = rest.Length;
            foreach (var opener in s_openers)
            {
                rest = rest.Replace(opener + (opener[0] >= '\u2066' ? "\u2069" : "\u202C"), "", StringComparison.Ordinal);
            }
        }

        return rest.Length == 0;
    });

    private static bool HasControls(string text) => text.AsSpan().ContainsAny(s_controls);

    private static string Without(string text) => new([.. text.Where(letter => !Controls.Contains(letter, StringComparison.Ordinal))]);

    private static string Readable(string text) => text.Aggregate(new StringBuilder(), (line, letter) => letter < 0x80 ? line.Append(letter) : line.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:X4}")).ToString();
}
