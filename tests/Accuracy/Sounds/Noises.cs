using Platform.Accuracy.Running;

namespace Platform.Accuracy.Sounds;

/// <summary>Sound without a voice, the same in every run.</summary>
internal static class Noises
{
    private static readonly string[][] s_chords = [["C3", "E3", "G3"], ["A2", "C3", "E3"], ["F2", "A2", "C3"], ["G2", "B2", "D3"]];

    /// <summary>Noise of a colour.</summary>
    /// <param name="colour">white, pink or brown.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static Task<short[]> ColouredAsync(string colour, int seconds, CancellationToken cancellationToken) =>
        SoxAsync(1, ["synth", $"{seconds}", $"{colour}noise", "gain", "-n", "-12"], cancellationToken);

    /// <summary>Plucked chords, one after another.</summary>
    public static async Task<short[]> ChordsAsync(int seconds, CancellationToken cancellationToken)
    {
        const int EachSeconds = 2;
        List<short> music = [];
        for (var i = 0; i < (seconds + EachSeconds - 1) / EachSeconds; i++)
        {
            var chord = s_chords[i % s_chords.Length];
            music.AddRange(await SoxAsync(chord.Length, ["synth", $"{EachSeconds}", .. chord.SelectMany(static note => (string[])["pluck", note]), "remix", "-", "gain", "-n", "-6"], cancellationToken));
        }

        return [.. music.Take(seconds * Sound.SampleRate)];
    }

    /// <summary>Many claps at once, which swell and fade.</summary>
    public static short[] Applause(int seconds)
    {
        var random = new Random(1);
        var sum = new float[seconds * Sound.SampleRate];
        for (var clap = 0; clap < seconds * 90; clap++)
        {
            var at = random.Next(sum.Length);
            var swell = Math.Sin(Math.PI * (at % (10d * Sound.SampleRate)) / (10 * Sound.SampleRate));
            var loudness = 6000 * swell * (0.3 + random.NextDouble());
            var fades = 40 + random.Next(120);
            for (var i = 0; i < fades * 6 && at + i < sum.Length; i++)
            {
                sum[at + i] += (float)(loudness * ((2 * random.NextDouble()) - 1) * Math.Exp(-(double)i / fades));
            }
        }

        return [.. sum.Select(static sample => (short)Math.Clamp(sample, short.MinValue, short.MaxValue))];
    }

    /// <summary>Breath in and out, every four seconds.</summary>
    public static async Task<short[]> BreathingAsync(int seconds, CancellationToken cancellationToken)
    {
        var noise = await SoxAsync(1, ["synth", $"{seconds}", "pinknoise", "sinc", "300-2500", "gain", "-n", "-18"], cancellationToken);
        for (var i = 0; i < noise.Length; i++)
        {
            var phase = i % (4 * Sound.SampleRate) / (double)Sound.SampleRate;
            var loudness = phase < 1.2 ? Math.Sin(Math.PI * phase / 1.2) : phase is > 1.6 and < 3 ? 0.7 * Math.Sin(Math.PI * (phase - 1.6) / 1.4) : 0;
            noise[i] = (short)(noise[i] * loudness);
        }

        return noise;
    }

    private static Task<short[]> SoxAsync(int channels, IEnumerable<string> effects, CancellationToken cancellationToken) =>
        Tool.SamplesAsync("sox", ["-R", "-n", "-r", "16000", "-c", $"{channels}", "-b", "16", "-e", "signed-integer", "-t", "raw", "-", .. effects], cancellationToken);
}
