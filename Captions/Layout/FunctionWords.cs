using System.Collections.Frozen;

namespace Platform.Captions.Layout;

/// <summary>Lists the function words of each language.</summary>
internal sealed class FunctionWords
{
    private const int MaxElisionLength = 8;
    private static readonly FunctionWords s_none = new("", "", "", "", "");

    private static readonly FrozenDictionary<string, FunctionWords> s_languages = new Dictionary<string, FunctionWords>(StringComparer.Ordinal)
    {
        ["en"] = new(
            articles: "a an the mr mrs ms dr mister",
            conjunctions: "and but or nor so because although though while whereas if unless until since when whenever where that which who whose than as whether",
            prepositions: "of to in on at by for from with without about above across after against along among around before behind below beneath beside between beyond despite during except inside into like near onto outside over past through throughout towards toward under upon via within",
            leading: "all both first next last same other another such my your his her its our their this these those some any no every each is are was were be been am has have had will would can could shall should may might must do does did not very too don't doesn't didn't won't can't couldn't wouldn't isn't aren't wasn't weren't i'm you're we're they're i'll you'll he'll she'll we'll they'll i've you've we've they've",
            pronouns: "i you he she it we they what why how there here then now yes"),
        ["es"] = new(
            articles: "el la los las un una unos unas lo al del sr sra dr dra don doña",
            conjunctions: "y e o u pero sino ni porque aunque mientras si cuando donde que quien cual como pues",
            prepositions: "a ante bajo con contra de desde durante en entre hacia hasta mediante para por según sin sobre tras al del",
            leading: "todo toda todos todas primer primera próximo próxima último última mismo misma otro otra otros otras mi mis tu tus su sus nuestro nuestra nuestros nuestras este esta estos estas ese esa esos esas cada algún alguna ningún ninguna no muy tan más es son era eran fue fueron ha han había he hemos está están ser estar se me te le les nos",
            pronouns: "yo tú él ella usted ustedes nosotros ellos ellas qué quién cómo cuándo dónde sí"),
        ["fr"] = new(
            articles: "le la les un une des du au aux l' d' m mme mlle dr",
            conjunctions: "et ou mais donc or ni car que qui dont où si quand lorsque puisque comme parce afin qu' lorsqu' puisqu'",
            prepositions: "à de en dans sur sous avec sans pour par chez vers entre contre depuis pendant avant après devant derrière malgré selon jusque jusqu' du des au aux d'",
            leading: "tout toute tous toutes premier première prochain prochaine dernier dernière même mêmes autre autres mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ce cet cette ces chaque quelques aucun aucune ne n' pas très trop plus est sont était étaient a ont avait ai as avons avez sera seront être avoir se s' me te je tu il elle nous vous ils elles on j' c' c'est",
            pronouns: "moi toi lui eux ceci cela ça oui quoi pourquoi comment je tu il elle nous vous ils elles on"),
        ["de"] = new(
            articles: "der die das den dem des ein eine einen einem einer eines im am zum zur vom beim ins ans herr herrn frau dr",
            conjunctions: "und oder aber denn sondern weil dass daß wenn als ob obwohl während damit nachdem bevor bis sobald seit wie",
            prepositions: "in an auf aus bei mit nach von zu durch für gegen ohne um über unter vor hinter neben zwischen trotz wegen seit während bis im am zum zur vom beim ins ans",
            leading: "alle allen erste ersten nächste nächsten letzte letzten mein meine meinen meinem meiner dein deine sein seine seinen seinem seiner ihr ihre ihren ihrem ihrer unser unsere euer eure dieser diese dieses diesen diesem jeder jede jedes kein keine keinen keinem keiner nicht sehr zu ist sind war waren bin hat haben hatte hatten wird werden wurde wurden kann können muss müssen soll sollen will wollen",
            pronouns: "ich du er sie es wir ihr ihnen ihn ihm mich dich uns euch was wer wo wann warum da hier ja nein"),
        ["it"] = new(
            articles: "il lo la i gli le un uno una l' un' al allo alla ai agli alle all' del dello della dei degli delle dell' dal dallo dalla dai dagli dalle dall' nel nello nella nei negli nelle nell' sul sullo sulla sui sugli sulle sull' sig dott",
            conjunctions: "e ed o oppure ma però perché che chi cui se quando mentre come dove né anche sebbene affinché",
            prepositions: "a ad di da in con su per tra fra senza sotto sopra verso dopo prima durante contro al allo alla ai agli alle all' del dello della dei degli delle dell' dal dallo dalla dai dagli dalle dall' nel nello nella nei negli nelle nell' sul sullo sulla sui sugli sulle sull' d'",
            leading: "tutto tutta tutti tutte primo prima prossimo prossima ultimo ultima stesso stessa altro altra altri altre mio mia miei mie tuo tua tuoi tue suo sua suoi sue nostro nostra vostro vostra questo questa questi queste quel quello quella quei quegli quelle ogni qualche nessun nessuna non molto più è sono era erano ho ha hanno aveva abbiamo si mi ti ci vi",
            pronouns: "io tu lui lei noi voi loro egli ella essi cosa sì"),
        ["pt"] = new(
            articles: "o a os as um uma uns umas ao à aos às do da dos das no na nos nas pelo pela pelos pelas dum duma num numa sr sra dr dra",
            conjunctions: "e ou mas nem porque embora enquanto se quando onde que quem qual como pois porém",
            prepositions: "de em com sem por para até desde entre sobre sob contra após durante perante ao à aos às do da dos das no na nos nas pelo pela pelos pelas dum duma num numa",
            leading: "todo toda todos todas primeiro primeira próximo próxima último última mesmo mesma outro outra outros outras meu minha meus minhas teu tua seu sua seus suas nosso nossa nossos nossas este esta estes estas esse essa esses essas cada algum alguma nenhum nenhuma não muito mais é são era eram foi foram há tem têm tinha está estão me te lhe",
            pronouns: "eu tu ele ela você vocês nós eles elas quê sim"),
        ["ru"] = new(
            articles: "",
            conjunctions: "и а но или да либо что чтобы если когда пока потому поэтому так как хотя где куда который которая которое которые",
            prepositions: "в во на с со к ко у о об обо от ото до из изо за по при про для без под подо над через между перед передо после около против среди ради из-за из-под",
            leading: "весь вся всё все первый первая не ни мой моя моё мои твой твоя твоё твои его её их наш наша наше наши ваш ваша ваше ваши этот эта это эти тот та те каждый очень был была было были будет будут г",
            pronouns: "я ты он она оно мы вы они кто чей какой почему зачем там тут здесь",
            trailing: "же ж ли ль бы б"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, WordRole>.AlternateLookup<ReadOnlySpan<char>> _roles;

    private FunctionWords(string articles, string conjunctions, string prepositions, string leading, string pronouns, string trailing = "")
    {
        var roles = new Dictionary<string, WordRole>(StringComparer.OrdinalIgnoreCase);
        Add(articles, WordRole.Article);
        Add(conjunctions, WordRole.Conjunction);
        Add(prepositions, WordRole.Preposition);
        Add(leading, WordRole.Leading);
        Add(pronouns, WordRole.Pronoun);
        Add(trailing, WordRole.Trailing);
        _roles = roles.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

        void Add(string words, WordRole role)
        {
            foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                roles[word] = roles.GetValueOrDefault(word) | role;
            }
        }
    }

    /// <summary>Gets the lists of a language; empty ones if there are none.</summary>
    /// <param name="language">The BCP 47 tag.</param>
    public static FunctionWords Of(string language) => s_languages.GetValueOrDefault(LanguageSubtags.Primary(language), s_none);

    /// <summary>Guesses the language: the lists that contain most of the words.</summary>
    public static FunctionWords Guess(ReadOnlySpan<TimedWord> words)
    {
        // Enough for a decision; more would only take time.
        const int Enough = 1000;
        var best = s_none;
        var most = 0;
        foreach (var language in s_languages.Values)
        {
            var known = 0;
            foreach (var word in words[..Math.Min(Enough, words.Length)])
            {
                known += language.RoleOf(Punctuation.Core(word.Text)) == WordRole.None ? 0 : 1;
            }

            if (known > most)
            {
                (best, most) = (language, known);
            }
        }

        return best;
    }

    /// <summary>Gets the relation of a word to the next one.</summary>
    /// <param name="core">The word without punctuation around it.</param>
    public WordRole RoleOf(ReadOnlySpan<char> core) =>
        core is [.., '\'' or '’'] ? WordRole.Article : _roles.TryGetValue(core, out var role) ? role : WordRole.None;

    /// <summary>Gets the relation of a word to the previous one, by the part before an apostrophe ("qu'il", "d'abord").</summary>
    /// <param name="core">The word without punctuation around it.</param>
    public WordRole BeginningOf(ReadOnlySpan<char> core)
    {
        var apostrophe = core[..Math.Min(MaxElisionLength, core.Length)].IndexOfAny('\'', '’');
        if (apostrophe <= 0)
        {
            return RoleOf(core);
        }

        Span<char> elided = stackalloc char[MaxElisionLength];
        core[..apostrophe].CopyTo(elided);
        elided[apostrophe] = '\'';
        return _roles.TryGetValue(elided[..(apostrophe + 1)], out var role) ? role : WordRole.None;
    }
}
