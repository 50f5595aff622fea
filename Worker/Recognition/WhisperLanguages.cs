using System.Collections.Frozen;

namespace Platform.Worker.Recognition;

/// <summary>Maps Whisper's language codes to BCP 47.</summary>
internal static class WhisperLanguages
{
    private static readonly FrozenSet<string> s_known = FrozenSet.ToFrozenSet(
        ("en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk br "
            + "eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su").Split(' '),
        StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> s_others = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["jv"] = "jw",
        ["nb"] = "no",
        ["fil"] = "tl",
        ["cmn"] = "zh",
        // Few models have a token for it; in the others the token means something else.
        ["yue"] = "zh",
        ["iw"] = "he",
        ["in"] = "id",
        ["mo"] = "ro",
        ["sh"] = "sr",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Gets Whisper's code of a language; null if it is not supported.</summary>
    /// <param name="tag">The BCP 47 tag.</param>
    public static string? Of(string tag)
    {
        var primary = tag.Split('-')[0].ToLowerInvariant();
        primary = s_others.GetValueOrDefault(primary, primary);
        return s_known.Contains(primary) ? primary : null;
    }

    /// <summary>Gets the BCP 47 tag of Whisper's code.</summary>
    public static string Tag(string language) => language == "jw" ? "jv" : language;
}
