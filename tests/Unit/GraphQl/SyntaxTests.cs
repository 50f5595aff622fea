using FsCheck;
using FsCheck.Fluent;
using Platform.GraphQl.Syntax;
using Shouldly;
using Xunit;

namespace Platform.Unit.GraphQl;

public sealed class SyntaxTests
{
    [Fact]
    public void What_is_printed_is_parsed_as_the_same() => Prop.ForAll(Documents.All, document =>
    {
        var text = Printer.Print(document);
        Dump.Of(Parser.Parse(text)).ShouldBe(Dump.Of(document), text);
        Printer.Print(Parser.Parse(text)).ShouldBe(text);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void White_space_comments_and_commas_mean_nothing() => Prop.ForAll(Documents.All, document =>
    {
        var text = Printer.Print(document);
        var spread = text.Replace("\n", "\r\n,,\t# \"{ any \r\n\uFEFF", StringComparison.Ordinal);
        Dump.Of(Parser.Parse(spread)).ShouldBe(Dump.Of(document), spread);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    [Fact]
    public void Whatever_is_cut_out_of_a_document_is_parsed_or_refused_with_its_place()
    {
        var damaged =
            from document in Documents.All.Generator
            let text = Printer.Print(document)
            from start in Gen.Choose(0, text.Length)
            from length in Gen.Choose(0, 5)
            from put in Gen.Elements("", "\"", "{", "}", "...", "0", "\\u{110000}", "@", "&", "\0", "\ud800")
            select text.Remove(start, Math.Min(length, text.Length - start)).Insert(start, put);
        Prop.ForAll(damaged.ToArbitrary(), text =>
        {
            try
            {
                Parser.Parse(text);
            }
            catch (GraphQlSyntaxException exception)
            {
                exception.Location.Line.ShouldBeInRange(1, text.Split('\n').Length);
                exception.Location.Column.ShouldBeInRange(1, text.Length + 1);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Theory]
    [InlineData("", 1, 1)]
    [InlineData("{", 1, 2)]
    [InlineData("{ }", 1, 3)]
    [InlineData("{\n  a(\n}", 3, 1)]
    [InlineData("{\r\n\r\n  ?\r\n}", 3, 3)]
    [InlineData("{\ra\r }  x", 3, 5)]
    [InlineData("{ a: }", 1, 6)]
    [InlineData("{ a(b: 01) }", 1, 9)]
    [InlineData("{ a(b: 1.) }", 1, 10)]
    [InlineData("{ a(b: 1x) }", 1, 9)]
    [InlineData("{ a(b: -) }", 1, 9)]
    [InlineData("{ a(b: \"x) }", 1, 8)]
    [InlineData("{ a(b: \"\\q\") }", 1, 9)]
    [InlineData("{ a(b: \"\\uD800\") }", 1, 9)]
    [InlineData("{ a(b: \"\\u{}\") }", 1, 9)]
    [InlineData("{ a(b: \"\"\"x) }", 1, 8)]
    [InlineData("query($a: Int = $b) { a }", 1, 17)]
    [InlineData("fragment on on T { a }", 1, 10)]
    [InlineData("{ ..a }", 1, 3)]
    [InlineData("extend type T { a: Int }", 1, 1)]
    [InlineData("enum E { true }", 1, 10)]
    public void What_is_not_well_formed_is_refused_with_its_place(string text, int line, int column) =>
        Should.Throw<GraphQlSyntaxException>(() => Parser.Parse(text)).Location.ShouldBe(new SourceLocation(line, column));

    [Theory]
    [InlineData("\"\"\"one\"\"\"", "one")]
    [InlineData("\"\"\"\n    one\n      two\n\n    three\n  \"\"\"", "one\n  two\n\nthree")]
    [InlineData("\"\"\"\r\n\tone\r\ttwo\"\"\"", "one\ntwo")]
    [InlineData("\"\"\"a \\\"\"\" b \\n \"\"\"", "a \"\"\" b \\n ")]
    [InlineData("\"\"\" \n \n\"\"\"", "")]
    [InlineData("\"\"\"  one\n  two\"\"\"", "  one\ntwo")]
    [InlineData("\"\\u0041\\u{1F600}\\uD83D\\uDE00\\/\"", "A😀😀/")]
    public void Strings_have_their_values(string literal, string value) =>
        Parser.Parse($"{{ a(b: {literal}) }}").Operations.Single().Selections.Items.OfType<Field>().Single().Arguments[0].Value
            .ShouldBeOfType<StringValue>().Text.ShouldBe(value);

    [Fact]
    public void Documents_are_bounded_in_nesting_and_in_tokens()
    {
        Should.Throw<GraphQlSyntaxException>(() => Parser.Parse(Repeat("{a", 5_000) + Repeat("}", 5_000))).Message.ShouldContain("nested");
        Should.Throw<GraphQlSyntaxException>(() => Parser.Parse($"{{ a(b: {Repeat("[", 5_000)}{Repeat("]", 5_000)}) }}")).Message.ShouldContain("nested");
        Should.Throw<GraphQlSyntaxException>(() => Parser.Parse($"query($a: {Repeat("[", 5_000)}Int{Repeat("]", 5_000)}) {{ a }}")).Message.ShouldContain("nested");
        Should.Throw<GraphQlSyntaxException>(() => Parser.Parse($"{{ {Repeat("a ", 100)} }}", 101)).Message.ShouldContain("tokens");
        Parser.Parse($"{{ {Repeat("a ", 99)} }}", 101);
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
