using System.Collections.Concurrent;
using System.Text;

namespace Platform.Testkit.Media;

/// <summary>
/// Writes a Whisper model of 7 MB that recognises a given text in every window of 30 s, whatever the audio: for tests of everything around the
/// weights. Each position of the text has a vector of its own, and each token has the vectors of the positions at which it occurs.
/// </summary>
public static class SyntheticModel
{
    private const int Vocabulary = 51_865;
    private const int State = 64;
    private const int Positions = 448;
    private const int AudioPositions = 1_500;
    private const int FirstWord = 1_000;
    private const int EndOfText = 50_257;
    private const int FirstLanguage = 50_259;
    private const int Transcribe = 50_359;
    private const int FirstMoment = 50_364;
    private const double MomentSeconds = 0.02;

    /// <summary>Enough text for several cues; without its first words it is still a text.</summary>
    public static IReadOnlyList<string> Sentence { get; } =
    [
        " The", " people", " of", " this", " valley", " met", " in", " their", " hall", " to", " hear", " what", " a", " young", " engineer", " had", " found", ",", " and",
        " nobody", " left", " before", " it", " was", " late", " that", " night", ".",
    ];

    private static readonly string[] s_languages = ["en", "zh", "de", "es", "ru", "ko", "fr", "ja", "pt"];

    // Three million numbers each, which are always the same.
    private static readonly ConcurrentDictionary<(string Language, string Text, double Seconds), Lazy<byte[]>> s_made = new();

    /// <summary>Writes a model.</summary>
    /// <param name="file">The path of the model file.</param>
    /// <param name="language">The language that it detects in any audio, by its name in Whisper.</param>
    /// <param name="pieces">The tokens of the text; one that begins with a space begins a word.</param>
    /// <param name="seconds">The end of the text by the model's timestamps, in seconds.</param>
    /// <returns>The path of the model file.</returns>
    public static string Write(string file, string language, IReadOnlyList<string> pieces, double seconds = 29)
    {
        var made = s_made.GetOrAdd((language, string.Join('\n', pieces), seconds), _ => new(() => Make(language, pieces, seconds)));
        File.WriteAllBytes(file, made.Value);
        return file;
    }

    private static byte[] Make(string language, IReadOnlyList<string> pieces, double seconds)
    {
        var ids = pieces.Distinct(StringComparer.Ordinal).Select((piece, i) => (piece, Id: FirstWord + i)).ToDictionary(word => word.piece, word => word.Id, StringComparer.Ordinal);
        int[] tokens =
        [
            FirstLanguage + Array.IndexOf(s_languages, language), Transcribe, FirstMoment,
            .. pieces.Select(piece => ids[piece]), FirstMoment + (int)(seconds / MomentSeconds), EndOfText,
        ];
        using var bytes = new MemoryStream();
        using var output = new BinaryWriter(bytes);
        WriteHead(output);
        WriteVocabulary(output, ids);
        WriteTensors(output, tokens);
        output.Flush();
        return bytes.ToArray();
    }

    /// <summary>Writes a model that has a header and no weights: it can be loaded and recognises nothing.</summary>
    public static string WriteHollow(string file)
    {
        using var output = new BinaryWriter(File.Create(file));
        WriteHead(output);
        WriteVocabulary(output, new Dictionary<string, int>(StringComparer.Ordinal));
        return file;
    }

    private static void WriteHead(BinaryWriter output)
    {
        foreach (var number in (int[])[0x67676d6c, Vocabulary, AudioPositions, State, 1, 1, Positions, State, 1, 1, 80, 1])
        {
            output.Write(number);
        }

        output.Write(80);
        output.Write(201);
        for (var i = 0; i < 80 * 201; i++)
        {
            output.Write(1f / 201);
        }
    }

    private static void WriteVocabulary(BinaryWriter output, Dictionary<string, int> ids)
    {
        var words = new byte[EndOfText][];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = Encoding.ASCII.GetBytes($"~{i}");
        }

        words[220] = " "u8.ToArray();
        foreach (var (piece, id) in ids)
        {
            words[id] = Encoding.UTF8.GetBytes(piece);
        }

        output.Write(words.Length);
        foreach (var word in words)
        {
            output.Write(word.Length);
            output.Write(word);
        }
    }

    private static float[][] Codes()
    {
        var random = new Random(1);
        var codes = new float[Positions][];
        for (var position = 0; position < Positions; position++)
        {
            var code = new float[State];
            for (var i = 0; i < State; i++)
            {
                code[i] = (random.Next(2) * 2) - 1;
            }

            var mean = code.Average();
            var length = MathF.Sqrt(code.Sum(value => (value - mean) * (value - mean)));
            codes[position] = [.. code.Select(value => (value - mean) / length)];
        }

        return codes;
    }

    private static void WriteTensors(BinaryWriter output, int[] tokens)
    {
        var codes = Codes();
        var embedding = new float[Vocabulary * State];
        for (var position = 0; position < tokens.Length; position++)
        {
            for (var i = 0; i < State; i++)
            {
                embedding[(tokens[position] * State) + i] += 4 * codes[position][i];
            }
        }

        Tensor("encoder.positional_embedding", [AudioPositions, State], _ => 0, isHalf: false);
        Tensor("encoder.conv1.weight", [State, 80, 3], _ => 0, isHalf: true);
        Tensor("encoder.conv1.bias", [State, 1], _ => 0, isHalf: false);
        Tensor("encoder.conv2.weight", [State, State, 3], _ => 0, isHalf: true);
        Tensor("encoder.conv2.bias", [State, 1], _ => 0, isHalf: false);
        Norm("encoder.blocks.0.attn_ln");
        Attention("encoder.blocks.0.attn");
        Norm("encoder.blocks.0.mlp_ln");
        Perceptron("encoder.blocks.0.mlp");
        Norm("encoder.ln_post");
        Tensor("decoder.positional_embedding", [Positions, State], i => 100 * codes[i / State][i % State], isHalf: false);
        Tensor("decoder.token_embedding.weight", [Vocabulary, State], i => embedding[i], isHalf: true);
        Norm("decoder.blocks.0.attn_ln");
        Attention("decoder.blocks.0.attn");
        Norm("decoder.blocks.0.cross_attn_ln");
        Attention("decoder.blocks.0.cross_attn");
        Norm("decoder.blocks.0.mlp_ln");
        Perceptron("decoder.blocks.0.mlp");
        Norm("decoder.ln");

        void Tensor(string name, int[] shape, Func<int, float> value, bool isHalf)
        {
            output.Write(shape.Length);
            output.Write(name.Length);
            output.Write(isHalf ? 1 : 0);
            for (var i = shape.Length - 1; i >= 0; i--)
            {
                output.Write(shape[i]);
            }

            output.Write(Encoding.ASCII.GetBytes(name));
            var count = shape.Aggregate(1, static (a, b) => a * b);
            for (var i = 0; i < count; i++)
            {
                if (isHalf)
                {
                    output.Write(BitConverter.HalfToUInt16Bits((Half)value(i)));
                }
                else
                {
                    output.Write(value(i));
                }
            }
        }

        void Weight(string name, int rows, int columns) => Tensor(name, [rows, columns], static _ => 0, isHalf: true);

        void Bias(string name, int length, float value = 0) => Tensor(name, [length], _ => value, isHalf: false);

        void Norm(string name)
        {
            Bias(name + ".weight", State, 1);
            Bias(name + ".bias", State);
        }

        void Attention(string name)
        {
            Weight(name + ".query.weight", State, State);
            Bias(name + ".query.bias", State);
            Weight(name + ".key.weight", State, State);
            Weight(name + ".value.weight", State, State);
            Bias(name + ".value.bias", State);
            Weight(name + ".out.weight", State, State);
            Bias(name + ".out.bias", State);
        }

        void Perceptron(string name)
        {
            Weight(name + ".0.weight", 4 * State, State);
            Bias(name + ".0.bias", 4 * State);
            Weight(name + ".2.weight", State, 4 * State);
            Bias(name + ".2.bias", State);
        }
    }
}
