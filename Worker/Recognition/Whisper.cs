using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Platform.Contracts.PublicApi;
using Platform.ServiceDefaults.Texts;
using Platform.Worker.Kinds;

namespace Platform.Worker.Recognition;

/// <summary>whisper.cpp's <c>whisper-cli</c>, any language that its model knows.</summary>
/// <remarks>With <c>--output-json-full</c> it writes tokens with offsets in milliseconds and probabilities; a token that starts with a space starts a word.</remarks>
internal sealed class Whisper(RecogniserProcess process, IOptions<RecognitionOptions> options) : IRecogniser
{
    public string Name => "whisper.cpp";

    public bool Supports(string language) => language.Length > 0;

    public async Task<IReadOnlyList<CaptionWord>> RecogniseAsync(string file, double seconds, string language, Action<double> progress, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        var output = Path.ChangeExtension(file, ".whisper");
        await process.RunAsync(
            settings.Program.Length == 0 ? "whisper-cli" : settings.Program,
            [
                "--model", settings.Model, "--file", file, "--language", language.Split('-')[0].ToLowerInvariant(),
                "--threads", settings.Threads.ToString(CultureInfo.InvariantCulture),
                "--output-json-full", "--output-file", output, "--no-prints",
            ],
            Path.GetDirectoryName(file)!,
            seconds,
            static _ => { },
            cancellationToken).ConfigureAwait(false);
        progress(seconds);
        try
        {
            var json = File.OpenRead(output + ".json");
            await using (json.ConfigureAwait(false))
            {
                return Parse(await JsonSerializer.DeserializeAsync(json, WhisperJson.Default.WhisperOutput, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (Exception error) when (error is JsonException or IOException)
        {
            throw new JobFailedException("recogniser_failed", "Speech recognition failed.", retryable: true, error);
        }
    }

    internal static IReadOnlyList<CaptionWord> Parse(WhisperOutput? output)
    {
        List<CaptionWord> words = [];
        foreach (var token in (output?.Transcription ?? []).SelectMany(static segment => segment.Tokens ?? []))
        {
            // [_BEG_], [_TT_150] and the like are marks of the model.
            if (token.Text is not { Length: > 0 } text || text.StartsWith("[_", StringComparison.Ordinal) || token.Offsets is not { } at)
            {
                continue;
            }

            var plain = StorableText.Clean(text, int.MaxValue).Trim();
            if (plain.Length == 0)
            {
                continue;
            }

            var sure = double.IsNaN(token.Probability) ? 0 : Math.Clamp(token.Probability, 0, 1);
            if (words.Count > 0 && text[0] != ' ')
            {
                var last = words[^1];
                words[^1] = last with { Text = last.Text + plain, End = at.To / 1000d, Confidence = Math.Min(last.Confidence ?? 1, sure) };
            }
            else
            {
                words.Add(new CaptionWord(plain, at.From / 1000d, at.To / 1000d, sure));
            }
        }

        return words;
    }
}

internal sealed record WhisperOutput([property: JsonPropertyName("transcription")] IReadOnlyList<WhisperSegment>? Transcription);

internal sealed record WhisperSegment([property: JsonPropertyName("tokens")] IReadOnlyList<WhisperToken>? Tokens);

internal sealed record WhisperToken(
    [property: JsonPropertyName("text")] string? Text,
    [property: JsonPropertyName("offsets")] WhisperOffsets? Offsets,
    [property: JsonPropertyName("p")] double Probability);

internal sealed record WhisperOffsets([property: JsonPropertyName("from")] long From, [property: JsonPropertyName("to")] long To);

[JsonSerializable(typeof(WhisperOutput))]
internal sealed partial class WhisperJson : JsonSerializerContext;
