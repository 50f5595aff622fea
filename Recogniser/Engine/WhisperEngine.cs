using System.Buffers.Binary;
using Platform.Speech.Words;
using Whisper.net;

namespace Platform.Recogniser.Engine;

/// <summary>Recognises speech with whisper.cpp. The model is loaded once and used by several threads, each of which recognises one sound.</summary>
/// <remarks>One thread per sound, because whisper.cpp's threads busy-wait for each other, which is many times slower if cores are shared.</remarks>
internal sealed class WhisperEngine : IDecoder, IDisposable
{
    private const int MultilingualVocabulary = 51_865;
    private const int EndOfEnglishText = 50_256;

    private readonly WhisperFactory _factory;
    private readonly int _beam;
    private readonly bool _isMultilingual;

    private WhisperEngine(WhisperFactory factory, int beam, bool isMultilingual) => (_factory, _beam, _isMultilingual) = (factory, beam, isMultilingual);

    // All tokens from this one on are special tokens of the model, not text.
    private int FirstMark => _isMultilingual ? EndOfEnglishText + 1 : EndOfEnglishText;

    /// <summary>Loads a model.</summary>
    /// <param name="model">The ggml file.</param>
    /// <param name="beam">The width of the beam search; 0 for greedy decoding.</param>
    public static WhisperEngine Load(string model, int beam)
    {
        Span<byte> head = stackalloc byte[8];
        using (var file = File.OpenRead(model))
        {
            file.ReadExactly(head);
        }

        var factory = WhisperFactory.FromPath(model, new WhisperFactoryOptions { UseGpu = false, UseFlashAttention = true });
        return new WhisperEngine(factory, beam, BinaryPrimitives.ReadInt32LittleEndian(head[4..]) >= MultilingualVocabulary);
    }

    /// <summary>Detects the language of a sound and its probability; null if the model supports English only.</summary>
    public (string? Language, double Probability) Detect(float[] sound)
    {
        if (!_isMultilingual)
        {
            return (null, 1);
        }

        using var processor = _factory.CreateBuilder().WithThreads(1).Build();
        var (language, probability) = processor.DetectLanguageWithProbability(sound);
        return (language, double.IsFinite(probability) ? Math.Clamp(probability, 0, 1) : 0);
    }

    public async Task<IReadOnlyList<RecognisedSegment>> DecodeAsync(float[] sound, double start, DecodingWish wish, float temperature, CancellationToken cancellationToken)
    {
        List<RecognisedSegment> segments = [];
        var processor = Builder(wish, temperature).Build();
        await using (processor.ConfigureAwait(false))
        {
            await foreach (var segment in processor.ProcessAsync(sound, cancellationToken).ConfigureAwait(false))
            {
                var tokens = TokenTexts.Join(
                    from token in segment.Tokens
                    where token.Id < FirstMark && token.Text is { Length: > 0 }
                    select new RawToken(_isMultilingual ? LostBytes.Of(token.Id, token.Text!) : token.Text!, start + (token.Start / 100d), start + (token.End / 100d), Share(token.Probability)));
                segments.Add(new RecognisedSegment(
                    string.Concat(tokens.Select(static token => token.Text)), start + segment.Start.TotalSeconds, start + segment.End.TotalSeconds, Share(segment.NoSpeechProbability), tokens));
            }
        }

        return segments;
    }

    public void Dispose() => _factory.Dispose();

    private WhisperProcessorBuilder Builder(DecodingWish wish, float temperature)
    {
        // The guards decide whether to decode again, not the library (an increment of 0).
        var builder = _factory.CreateBuilder()
            .WithThreads(1).WithNoContext().WithTokenTimestamps().WithProbabilities().WithStringPool(new ByteStrings())
            .WithLanguage(_isMultilingual ? wish.Language : "en").WithTemperature(temperature).WithTemperatureInc(0);
        if (wish.Prompt is { Length: > 0 } prompt)
        {
            builder.WithPrompt(prompt);
        }

        if (wish.Translate && _isMultilingual)
        {
            builder.WithTranslate();
        }

        // With a temperature a beam search is useless: it looks for the most probable words.
        if (_beam > 1 && temperature == 0)
        {
            builder.WithBeamSearchSamplingStrategy(beam => beam.WithBeamSize(_beam));
        }

        return builder;
    }

    private static double Share(float value) => float.IsFinite(value) ? Math.Clamp(value, 0, 1) : 0;
}
