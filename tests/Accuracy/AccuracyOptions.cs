using System.Globalization;
using Platform.Testkit.Files;

namespace Platform.Accuracy;

/// <summary>Options of the command line.</summary>
/// <param name="Only">Run only what has this in its name.</param>
/// <param name="Program">The recogniser.</param>
/// <param name="Model">The model of speech.</param>
/// <param name="Read">How many cues to print, to be read by people.</param>
/// <param name="Worst">How many of each set's edges to print that are furthest from the voice.</param>
/// <param name="Help">Only tell what can be asked for.</param>
internal sealed record AccuracyOptions(string? Only, string Program, string Model, int Read = 0, int Worst = 0, bool Help = false)
{
    /// <summary>The help text of the command line.</summary>
    public const string Usage =
        """
        --only NAME       only what has this in its name: librivox, asterisk-en, asterisk-es, asterisk-fr, asterisk-it, asterisk-ru,
                          asterisk-en-pink, asterisk-en-chords, asterisk-en-mp3, asterisk-en-aac, asterisk-en-opus, asterisk-en-late-video,
                          espeak-zh, espeak-ja, espeak-th, noise, speakers, one-voice;
                          hour (an hour of prompts: what it takes) is measured only where it is asked for
        --read N          prints so many cues of all that is heard, always the same ones
        --worst N         prints so many edges of each set, those furthest from the voice
        --recogniser DLL  the recogniser, built (Recogniser/bin/Release/net10.0/Recogniser.dll)
        --model FILE      the model of speech (models/ggml-base-q8_0.bin)
        """;

    /// <exception cref="FormatException">An option is unknown or has no value; the message says so.</exception>
    public static AccuracyOptions Parse(IReadOnlyList<string> args)
    {
        var options = new AccuracyOptions(null, RepositoryRoot.Combine("Recogniser", "bin", "Release", "net10.0", "Recogniser.dll"), RepositoryRoot.Combine("models", "ggml-base-q8_0.bin"));
        for (var i = 0; i < args.Count; i++)
        {
            options = args[i] switch
            {
                "--only" => options with { Only = ValueOf(args, ref i) },
                "--recogniser" => options with { Program = Path.GetFullPath(ValueOf(args, ref i)) },
                "--model" => options with { Model = Path.GetFullPath(ValueOf(args, ref i)) },
                "--read" => options with { Read = NumberOf(args, ref i) },
                "--worst" => options with { Worst = NumberOf(args, ref i) },
                "--help" or "-h" => options with { Help = true },
                var other => throw new FormatException($"{other} is not an option."),
            };
        }

        return options;
    }

    public bool Wants(string name) => Only is null || name.Contains(Only, StringComparison.OrdinalIgnoreCase);

    private static int NumberOf(IReadOnlyList<string> args, ref int i) =>
        int.TryParse(ValueOf(args, ref i), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException($"{args[i]} is not a number.");

    private static string ValueOf(IReadOnlyList<string> args, ref int i) => ++i < args.Count ? args[i] : throw new FormatException($"{args[i - 1]} needs a value.");
}
