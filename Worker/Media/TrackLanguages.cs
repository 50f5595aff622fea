using System.Collections.Frozen;

namespace Platform.Worker.Media;

/// <summary>Compares the language codes of files (ISO 639-2 in both forms, or BCP 47) with those of jobs (BCP 47).</summary>
internal static class TrackLanguages
{
    private static readonly FrozenDictionary<string, string> s_short = FrozenDictionary.ToFrozenDictionary(
        "ara ar,ben bn,bul bg,cat ca,ces cs,cze cs,chi zh,zho zh,dan da,deu de,ger de,dut nl,nld nl,ell el,gre el,eng en,est et,eus eu,baq eu,fas fa,per fa,"
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Concat("fin fi,fra fr,fre fr,gle ga,glg gl,heb he,hin hi,hrv hr,hun hu,ice is,isl is,ind id,ita it,jpn ja,kor ko,lav lv,lit lt,may ms,msa ms,nob nb,nno nn,".Split(',', StringSplitOptions.RemoveEmptyEntries))
            .Concat("nor no,pol pl,por pt,ron ro,rum ro,rus ru,slk sk,slo sk,slv sl,spa es,srp sr,swe sv,tam ta,tel te,tha th,tur tr,ukr uk,urd ur,vie vi,wel cy,cym cy".Split(','))
            .Select(static pair => KeyValuePair.Create(pair[..3], pair[4..])),
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Checks whether both codes denote the same language, ignoring the region.</summary>
    /// <param name="ofTrack">The code in the file; null if it has none.</param>
    /// <param name="ofJob">The BCP 47 tag of the job; null if it has none.</param>
    public static bool IsSame(string? ofTrack, string? ofJob) =>
        ofTrack is not null && ofJob is not null && string.Equals(Primary(ofTrack), Primary(ofJob), StringComparison.OrdinalIgnoreCase);

    private static string Primary(string tag)
    {
        var language = tag.Split('-', '_')[0];
        return s_short.GetValueOrDefault(language, language);
    }
}
