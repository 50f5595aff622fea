using Platform.Frontend.Wording;
using Shouldly;
using Xunit;

namespace Platform.Unit.Frontend.Wording;

public sealed class PhraseTests
{
    [Theory]
    [InlineData("en", 0, "0 jobs", "0 captions changed")]
    [InlineData("en", 1, "1 job", "1 caption changed")]
    [InlineData("en", 2, "2 jobs", "2 captions changed")]
    [InlineData("en", 12_000, "12,000 jobs", "12,000 captions changed")]
    [InlineData("pt-BR", 0, "0 tarefa", "0 legenda alterada")]
    [InlineData("pt-BR", 1, "1 tarefa", "1 legenda alterada")]
    [InlineData("pt-BR", 2, "2 tarefas", "2 legendas alteradas")]
    [InlineData("pt-BR", 12_000, "12.000 tarefas", "12.000 legendas alteradas")]
    public void Plurals_follow_the_language(string tag, int number, string jobs, string edits)
    {
        using var speaking = new InLanguage(tag);
        Phrase.Count(number, Words.OneJob, Words.ManyJobs).ShouldBe(jobs);
        Phrase.Count(number, Words.OneEdit, Words.ManyEdits).ShouldBe(edits);
    }
}
