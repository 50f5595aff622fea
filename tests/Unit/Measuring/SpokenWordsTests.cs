using Platform.Accuracy.Words;
using Shouldly;
using Xunit;

namespace Platform.Unit.Measuring;

public sealed class SpokenWordsTests
{
    [Theory]
    [InlineData("It’s 5 o'clock — don't 'quote' me!", false, "it's|5|o'clock|don't|quote|me")]
    [InlineData("[Music] Hello (laughs) world_wide", false, "hello|world_wide")]
    [InlineData("¿Dónde está el Niño? ¡Ahí!", true, "donde|esta|el|nino|ahi")]
    [InlineData("¿Dónde está?", false, "dónde|está")]
    [InlineData("L'été, c’est ça…", true, "l'ete|c'est|ca")]
    [InlineData("ﬁne ① x² ", false, "fine|1|x2")]
    [InlineData("rock 'n' roll 3,5 %", false, "rock|n|roll|3|5")]
    [InlineData("Open [bracket never closed", false, "open|bracket|never|closed")]
    public void Only_what_is_said_counts(string text, bool fold, string words) => string.Join('|', SpokenWords.Of(text, fold)).ShouldBe(words);

    [Theory]
    [InlineData("a b c", "a b c", 0, "0 1 2")]
    [InlineData("a b c", "a x c", 1, "0 1 2")]
    [InlineData("a b c", "a c", 1, "0 -1 1")]
    [InlineData("a b", "x a b y", 2, "1 2")]
    [InlineData("", "a b", 2, "")]
    [InlineData("a b", "", 2, "-1 -1")]
    public void Words_said_are_found_among_those_heard(string said, string heard, int wrong, string found)
    {
        var alignment = Alignment.Of(said.Split(' ', StringSplitOptions.RemoveEmptyEntries), heard.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        alignment.Wrong.ShouldBe(wrong);
        string.Join(' ', alignment.Heard).ShouldBe(found);
    }
}
