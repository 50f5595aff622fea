using Platform.Accuracy.Words;
using Shouldly;
using Xunit;

namespace Platform.Unit.Accuracy.Words;

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
    public void Only_spoken_words_count(string text, bool fold, string words) => string.Join('|', SpokenWords.Of(text, fold)).ShouldBe(words);
}
