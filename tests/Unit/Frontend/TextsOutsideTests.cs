using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Mono.Cecil;
using Platform.Frontend.Shell;
using Platform.Testkit.Files;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend;

/// <summary>All that people read stands in the resources, where each language has it.</summary>
public sealed partial class TextsOutsideTests
{
    [Fact]
    public void Components_and_classes_contain_no_texts()
    {
        using var page = AssemblyDefinition.ReadAssembly(typeof(MainLayout).Assembly.Location);
        var found = LiteralTexts.In(page.MainModule.GetTypes().Where(IsOfPage), IsAside);
        found.Count.ShouldBe(0, string.Join('\n', found));
    }

    [Fact]
    public void Scripts_contain_no_texts()
    {
        var texts = from file in Directory.EnumerateFiles(RepositoryRoot.Combine("Frontend", "wwwroot", "js"))
                    from Match text in ScriptText().Matches(File.ReadAllText(file))
                    select $"{Path.GetFileName(file)}: {text.Value}";
        texts.ShouldBeEmpty();
    }

    [Fact]
    public void Texts_are_detected_in_any_form()
    {
        using var tests = AssemblyDefinition.ReadAssembly(typeof(Unworded).Assembly.Location);
        var found = LiteralTexts.In(tests.MainModule.GetTypes().Where(type => type.FullName.StartsWith(typeof(Unworded).FullName!.Replace('+', '/'), StringComparison.Ordinal)), (_, _) => false);
        found.Select(text => text[(text.IndexOf(": ", StringComparison.Ordinal) + 2)..]).ShouldBe(["title=\"Bye\"", "Hello", "Once", "aria-label=\"Close \"", "placeholder=\"Name\"", "Done.", "It is late"]);
    }

    private static bool IsOfPage(TypeDefinition type) => type.FullName.StartsWith("Platform.", StringComparison.Ordinal);

    // What is the same in all languages: names, units, addresses, a moment where no script runs.
    private static readonly HashSet<string> s_alike = new(StringComparer.Ordinal)
    {
        "JSON", "ms", "< 1 s", "yyyy-MM-dd HH:mm 'UTC'", "placeholder=\"https://example.org/talk.mp4\"", "placeholder=\"ada@example.com\"",
    };

    // Languages are called as in themselves, pictures are drawn, and the last two answer programs.
    private static readonly HashSet<string> s_aside = new(StringComparer.Ordinal)
    {
        "Platform.Frontend.Captions.Languages", "Platform.Frontend.Charts.Shapes", "Platform.Frontend.Charts.TimeSeriesDrawing",
        "Platform.Frontend.Circuits.CircuitGuard", "Platform.Frontend.Forwarding.Forwarder",
    };

    private static bool IsAside(MethodDefinition method, string text) => s_alike.Contains(text) || s_aside.Contains(Outermost(method.DeclaringType).FullName);

    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    [GeneratedRegex(@"(textContent|innerText|innerHTML|title|placeholder|ariaLabel)['""]?\s*[:=,]\s*['""`][^'""`]*\p{L}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ScriptText();

    private sealed class Unworded : ComponentBase
    {
        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.AddMarkupContent(0, "<p class=\"plain\" title=\"Bye\">Hello</p>");
            builder.AddContent(1, "Once");
            builder.OpenElement(2, "input");
            builder.AddAttribute(3, "class", "plain words");
            builder.AddAttribute(4, "aria-label", "Close " + GetType().Name);
            builder.AddAttribute(5, "placeholder", "Name");
            builder.AddAttribute(6, "value", Say());
            builder.CloseElement();
        }

        private string Say() => GetHashCode() == 1 ? "It is late" : GetHashCode() == 2 ? "Done." : throw new InvalidOperationException("Nobody reads this");
    }
}
