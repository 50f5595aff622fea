using Platform.Captions.Layout;
using Platform.Contracts.PublicApi;
using Shouldly;
using Xunit;

namespace Platform.Unit.Captions.Layout;

/// <summary>Real sentences, read out, as an editor would break them.</summary>
public sealed class CueLayoutExampleTests
{
    private static readonly string[] s_particles = ["же", "ли", "бы"];

    [Theory]
    [InlineData(
        "en-US",
        "The family of Dashwood had long been settled in Sussex. Their estate was large, and their residence was at Norland Park, in the centre of their property, where, for many generations, they had lived in so respectable a manner as to engage the general good opinion of their surrounding acquaintance.",
        "The family of Dashwood had long|been settled in Sussex.||Their estate was large,|and their residence was at Norland Park,||in the centre of their property,|where, for many generations,||they had lived in so respectable a manner||as to engage the general good opinion|of their surrounding acquaintance.")]
    [InlineData(
        "en",
        "Thank you for calling. All of our representatives are currently assisting other callers. Please stay on the line, and your call will be answered by the next available representative in the order in which it was received.",
        "Thank you for calling.||All of our representatives|are currently assisting other callers.||Please stay on the line,|and your call will be answered||by the next available representative|in the order in which it was received.")]
    [InlineData(
        "en",
        "Mr. Darcy went to London with Elizabeth Bennet and the Countess of Matlock, because nobody had told them that Lady Catherine de Bourgh was coming to see J. K. Rowling. Yes. No. Perhaps we should ask her.",
        "Mr. Darcy went to London|with Elizabeth Bennet||and the Countess of Matlock,|because nobody had told them||that Lady Catherine de Bourgh|was coming to see J. K. Rowling.||Yes. No.||Perhaps we should ask her.")]
    [InlineData(
        "es",
        "Gracias por llamar. En este momento todos nuestros representantes están ocupados, por favor permanezca en la línea y su llamada será atendida por el próximo representante disponible del departamento de ventas.",
        "Gracias por llamar.||En este momento todos nuestros|representantes están ocupados,||por favor permanezca en la línea|y su llamada será atendida||por el próximo representante disponible|del departamento de ventas.")]
    [InlineData(
        "fr",
        "Merci de votre appel. Tous nos conseillers sont actuellement en ligne, veuillez patienter s'il vous plaît, et votre appel sera pris par le premier conseiller qui sera disponible dans l'ordre d'arrivée des appels.",
        "Merci de votre appel.||Tous nos conseillers|sont actuellement en ligne,||veuillez patienter s'il vous plaît,||et votre appel sera pris|par le premier conseiller||qui sera disponible dans l'ordre|d'arrivée des appels.")]
    [InlineData(
        "de",
        "Als Gregor Samsa eines Morgens aus unruhigen Träumen erwachte, fand er sich in seinem Bett zu einem ungeheueren Ungeziefer verwandelt. Er lag auf seinem panzerartig harten Rücken und sah, wenn er den Kopf ein wenig hob, seinen gewölbten, braunen Bauch.",
        "Als Gregor Samsa eines Morgens|aus unruhigen Träumen erwachte,||fand er sich in seinem Bett zu|einem ungeheueren Ungeziefer verwandelt.||Er lag auf seinem panzerartig|harten Rücken und sah,||wenn er den Kopf ein wenig hob,|seinen gewölbten, braunen Bauch.")]
    [InlineData(
        "it",
        "Quel ramo del lago di Como, che volge a mezzogiorno, tra due catene non interrotte di monti, tutto a seni e a golfi, a seconda dello sporgere e del rientrare di quelli, vien quasi a un tratto a ristringersi.",
        "Quel ramo del lago di Como,|che volge a mezzogiorno,||tra due catene non interrotte di monti,||tutto a seni e a golfi, a seconda|dello sporgere e del rientrare di quelli,||vien quasi a un tratto a ristringersi.")]
    [InlineData(
        "pt",
        "Ao verme que primeiro roeu as frias carnes do meu cadáver dedico como saudosa lembrança estas memórias póstumas de Brás Cubas.",
        "Ao verme que primeiro roeu as frias|carnes do meu cadáver dedico||como saudosa lembrança estas memórias|póstumas de Brás Cubas.")]
    [InlineData(
        "ru",
        "Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему. Все смешалось в доме Облонских, потому что жена узнала, что муж был в связи с бывшею в их доме француженкою гувернанткой.",
        "Все счастливые семьи похожи друг на друга,||каждая несчастливая семья|несчастлива по-своему.||Все смешалось в доме Облонских,|потому что жена узнала,||что муж был в связи с бывшею|в их доме француженкою гувернанткой.")]
    public void Cues_and_lines_end_at_natural_breaks(string language, string text, string expected)
    {
        var spoken = SpokenText.Read(text);
        Shown(CueLayout.Arrange(spoken.Words, spoken.Duration, style: null, language)).ShouldBe(expected);
        Shown(CueLayout.Arrange(spoken.Words, spoken.Duration)).ShouldBe(expected, "the language is guessed");
    }

    [Theory]
    [InlineData("вы можете пользоваться теми же командами набора телефона")]
    [InlineData("мы хотели бы узнать у вас можно ли нам приехать к вам завтра")]
    [InlineData("если бы я знал об этом раньше то так же быстро ответил бы вам")]
    public void Particles_stay_with_the_preceding_word(string text)
    {
        var spoken = SpokenText.Read(text);
        Shown(CueLayout.Arrange(spoken.Words, spoken.Duration, style: null, "ru")).Split('|').ShouldAllBe(line => !s_particles.Contains(line.Split(' ')[0]));
    }

    [Fact]
    public void Words_without_capitals_and_punctuation_are_cut_at_conjunctions_and_prepositions()
    {
        var spoken = SpokenText.Read(
            "the family of dashwood had long been settled in sussex their estate was large and their residence was at norland park in the centre of their property where for many generations they had lived in so respectable a manner");
        Shown(CueLayout.Arrange(spoken.Words, spoken.Duration)).ShouldBe(
            "the family of dashwood had long been|settled in sussex their estate was large||and their residence was at norland park|in the centre of their property||where for many generations they had lived|in so respectable a manner");
    }

    [Theory]
    [InlineData("Dr. Smith saw it.", 1)]
    [InlineData("It was J. Austen.", 1)]
    [InlineData("Wait… what was that?", 1)]
    [InlineData("At 5 p.m. we left.", 1)]
    [InlineData("Am 3. Mai war es.", 1)]
    [InlineData("\"We will go.\" \"So will everybody else.\"", 2)]
    [InlineData("¿Dónde está todo? ¡Aquí está todo!", 2)]
    [InlineData("ეს არის ერთი. ეს არის ორი.", 2)]
    [InlineData("هل أنت بخير؟ نعم أنا بخير.", 2)]
    public void Only_sentence_final_punctuation_ends_a_sentence(string text, int cues)
    {
        // Slowly, so that each part would have time enough.
        CaptionWord[] words = [.. text.Split(' ').Select((word, i) => new CaptionWord(word, i, i + 0.95, 1))];
        CueLayout.Arrange(words, words.Length + 1).Count.ShouldBe(cues);
    }

    [Theory]
    [InlineData("Appuyez sur 5. Pour quitter raccrochez.", "fr", 2)]
    [InlineData("Please press 12. Then hang up.", "en-GB", 2)]
    [InlineData("Am 3. Mai war es.", "de-DE", 1)]
    [InlineData("Wir kommen am 3. Mai wieder.", null, 1)]
    public void A_number_that_is_not_an_ordinal_can_end_a_sentence(string text, string? language, int cues)
    {
        CaptionWord[] words = [.. text.Split(' ').Select((word, i) => new CaptionWord(word, i, i + 0.95, 1))];
        CueLayout.Arrange(words, words.Length + 1, style: null, language).Count.ShouldBe(cues);
    }

    [Fact]
    public void Capitalisation_alone_does_not_make_a_name()
    {
        const string Text = "big brown dogs chase little grey rabbits along the river towards town";
        var (quiet, loud) = (SpokenText.Read(Text), SpokenText.Read(Text.ToUpperInvariant()));
        Shown(CueLayout.Arrange(loud.Words, loud.Duration, style: null, "en")).ShouldBe(Shown(CueLayout.Arrange(quiet.Words, quiet.Duration, style: null, "en")).ToUpperInvariant());
    }

    [Fact]
    public void A_cue_without_duration_takes_time_from_adjacent_pauses()
    {
        CaptionWord[] words = [new("Go!", 3, 3.2, 1), new("Then", 3.3, 3.6, 1), new("everybody", 3.6, 4.1, 1), new("ran.", 4.1, 4.6, 1)];
        var cues = CueLayout.Arrange([words[0] with { Speaker = 1 }, .. words[1..].Select(word => word with { Speaker = 2 })], 10, new CaptionStyle(Lines: 1));
        cues[0].Start.ShouldBe(2.384, 0.0011);
        cues[0].End.ShouldBe(3.217, 0.0011);
        cues[1].Start.ShouldBe(3.3);
        cues[1].End.ShouldBe(4.6);
    }

    private static string Shown(IReadOnlyList<CaptionCue> cues) => string.Join("||", cues.Select(cue => cue.Text.Replace('\n', '|')));
}
