using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using Mono.Cecil;
using Platform.ApiGateway.Accounts;
using Platform.ApiGateway.Mail;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.ApiGateway.Mail;

/// <summary>All that e-mails say stands in the resources, where each language has it.</summary>
public sealed partial class MailTextsTests
{
    // Lines of mails do not change their length with the window.
    private const int Columns = 78;

    public static TheoryData<string> Languages => [.. SpokenLanguages.All];

    [Fact]
    public void All_mail_texts_are_in_resources()
    {
        using var gateway = AssemblyDefinition.ReadAssembly(typeof(MailTexts).Assembly.Location);
        var types = gateway.MainModule.GetTypes().ToList();
        var made = from type in types
                   from method in type.Methods
                   where method.HasBody && type.FullName != typeof(MailText).FullName
                   from call in method.Body.Instructions
                   where call.Operand is MethodReference { Name: ".ctor" } constructor && constructor.DeclaringType.FullName == typeof(MailText).FullName
                   select Outermost(type).FullName;
        made.Distinct(StringComparer.Ordinal).ShouldBe([typeof(MailTexts).FullName], "mails are put together in one place");

        // What it is put together of: names of resources, and marks.
        HashSet<string> words = [.. Texts(CultureInfo.InvariantCulture).Keys];
        string?[] makers = [typeof(MailTexts).FullName, typeof(MailText).FullName, typeof(MailForm).FullName, typeof(MailLinks).FullName, typeof(AccountMails).FullName];
        LiteralTexts.In(types.Where(type => makers.Contains(Outermost(type).FullName)), (_, text) => words.Contains(text)).ShouldBeEmpty();
        var strings = types.Where(type => Outermost(type).FullName == typeof(MailTexts).FullName).SelectMany(type => type.Methods).Where(method => method.HasBody)
            .SelectMany(method => method.Body.Instructions).Select(instruction => instruction.Operand).OfType<string>().ToList();
        strings.Count.ShouldBeGreaterThan(10);
        strings.Where(text => !words.Contains(text) && text.Any(char.IsLetter) && text != SpokenLanguages.English).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Each_mail_exists_in_each_language_with_short_lines(string tag)
    {
        var english = Texts(CultureInfo.InvariantCulture);
        var translated = Texts(tag == SpokenLanguages.English ? CultureInfo.InvariantCulture : CultureInfo.GetCultureInfo(tag));
        translated.Keys.Order(StringComparer.Ordinal).ShouldBe(english.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, text) in translated)
        {
            Gaps(text).ShouldBe(Gaps(english[name]), name);
            text.Split('\n').ShouldAllBe(line => line.Length <= Columns, name);
            if (tag != SpokenLanguages.English)
            {
                text.ShouldNotBe(english[name], name);
            }
        }
    }

    [Theory]
    [InlineData(null, "en", "Verify your e-mail address", "Hello,")]
    [InlineData("en", "en", "Verify your e-mail address", "Hello,")]
    [InlineData("pt-BR", "pt-BR", "Verifique seu endereço de e-mail", "Olá,")]
    [InlineData("xx", "en", "Verify your e-mail address", "Hello,")]
    public void A_mail_is_written_in_the_language_of_the_account(string? language, string tag, string subject, string greeting)
    {
        var mail = MailTexts.Verification(language, "7Q2MK-0XW9D", "https://page.example/verify-email#code=7Q2MK-0XW9D");
        (mail.Language, mail.Subject).ShouldBe((tag, subject));
        var lines = mail.Body.Split('\n');
        lines[0].ShouldBe(greeting);
        lines.ShouldContain("  7Q2MK-0XW9D");
        lines.ShouldContain("  https://page.example/verify-email#code=7Q2MK-0XW9D");
        lines[^3].ShouldBe("-- ");
    }

    private static Dictionary<string, string> Texts(CultureInfo culture) =>
        MailWords.ResourceManager.GetResourceSet(culture, createIfNotExists: true, tryParents: false).ShouldNotBeNull(culture.Name)
            .Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal);

    private static TypeDefinition Outermost(TypeDefinition type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static string[] Gaps(string text) => [.. Gap().Matches(text).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"\{\d+\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Gap();
}
