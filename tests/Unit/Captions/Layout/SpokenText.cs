using System.Globalization;
using Platform.Contracts.PublicApi;

namespace Platform.Unit.Captions.Layout;

/// <summary>Speech as a recogniser would hear it: words with times, and where they may not be parted.</summary>
/// <param name="Words">The words.</param>
/// <param name="IsHeld">For each word whether it belongs to the next one, as an article or part of a name.</param>
/// <param name="Duration">Of the recording, in seconds.</param>
internal sealed record SpokenText(CaptionWord[] Words, bool[] IsHeld, double Duration)
{
    private const string Letters = "bcdfgklnprst";

    /// <summary>Sentences of invented words between real articles, conjunctions and prepositions of English.</summary>
    public static SpokenText Random(int seed, int speakers = 0)
    {
        var random = new Random(seed);
        List<CaptionWord> words = [];
        List<bool> held = [];
        var at = random.Next(2) * random.Next(3000);
        int? speaker = speakers > 0 ? 1 : null;
        for (var sentence = random.Next(1, 13); sentence > 0; sentence--)
        {
            if (speakers > 0 && random.Next(2) == 0)
            {
                speaker = random.Next(1, speakers + 1);
            }

            var texts = Sentence(random);
            for (var i = 0; i < texts.Count; i++)
            {
                var (text, isHeld) = texts[i];
                var length = (random.Next(20, 51) * text.Length) + 60;
                words.Add(new CaptionWord(text, at / 1000d, (at + length) / 1000d, 1, speaker));
                held.Add(isHeld);
                at += length + (i == texts.Count - 1 ? random.Next(2) == 0 ? random.Next(100) : random.Next(2500) : random.Next(4) switch { 0 => random.Next(700), 1 => 0, _ => random.Next(60) });
            }
        }

        return new SpokenText([.. words], [.. held], (at + random.Next(2000)) / 1000d);
    }

    /// <summary>A text that is read out: 60 ms a letter, and pauses where it has punctuation.</summary>
    public static SpokenText Read(string text, int? speaker = null, int at = 0)
    {
        var words = new List<CaptionWord>();
        foreach (var word in text.Split(' '))
        {
            var length = 80 + (60 * word.Trim('.', ',', '?', '!', ';', ':').Length);
            words.Add(new CaptionWord(word, at / 1000d, (at + length) / 1000d, 1, speaker));
            at += length + word[^1] switch { '.' or '?' or '!' => 450, ';' or ':' => 250, ',' => 200, _ => 15 };
        }

        return new SpokenText([.. words], new bool[words.Count], (at + 500) / 1000d);
    }

    private static List<(string Text, bool IsHeld)> Sentence(Random random)
    {
        List<(string Text, bool IsHeld)> words = [];
        var length = random.Next(1, 15);
        var isAfterName = false;
        while (words.Count < length)
        {
            var kind = random.Next(100);
            var isName = kind is >= 15 and < 25 && !isAfterName;
            isAfterName = isName;
            switch (kind)
            {
                case < 15:
                    words.Add((random.Next(2) == 0 ? "the" : "a", true));
                    words.Add((Word(random), false));
                    break;
                case < 25 when isName:
                    var parts = random.Next(2, 4);
                    words.AddRange(Enumerable.Range(1, parts).Select(i => (Capital(Word(random)), i < parts)));
                    break;
                case < 45:
                    words.Add((random.Next(2) == 0 ? "and" : "of", false));
                    words.Add((Word(random), false));
                    break;
                case < 55:
                    words.Add((Word(random) + ",", false));
                    break;
                default:
                    words.Add((Word(random), false));
                    break;
            }
        }

        words[0] = (Capital(words[0].Text), words[0].IsHeld);
        words[^1] = (words[^1].Text.TrimEnd(',') + "..?!"[random.Next(4)], false);
        return words;
    }

    private static string Word(Random random) => new([.. Enumerable.Range(0, random.Next(3, 9)).Select(_ => Letters[random.Next(Letters.Length)])]);

    private static string Capital(string word) => char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..];
}
