using System.Globalization;
using Platform.Contracts.Internal;

namespace Platform.ApiGateway.StatusPage;

/// <summary>Holds what is shown: a state, seen at a moment, in a language.</summary>
/// <param name="Snapshot">The state; one without a time if nothing is known.</param>
/// <param name="Now">The moment.</param>
/// <param name="IsOld">Whether the state is older than it should be.</param>
/// <param name="Page">The public address of the status page.</param>
/// <param name="Language">The language (BCP 47).</param>
internal sealed record StatusView(StatusSnapshot Snapshot, DateTimeOffset Now, bool IsOld, Uri Page, string Language)
{
    private readonly CultureInfo _culture = CultureInfo.GetCultureInfo(Language);

    /// <summary>Gets how well the part works that works worst.</summary>
    public StatusLevel Level => Snapshot.Parts.Select(part => part.Level).DefaultIfEmpty(StatusLevel.Operational).Max();

    /// <summary>Gets the age of the state in whole minutes; 0 if nothing is known.</summary>
    public long AgeMinutes => Snapshot.TakenAt is { } taken ? Math.Max(0, (long)(Now - taken.ToDateTimeOffset()).TotalMinutes) : 0;

    /// <summary>Finds a word.</summary>
    public string Word(string name) => StatusWords.ResourceManager.GetString(name, _culture)!;

    /// <summary>Finds a sentence and puts values into it.</summary>
    public string Text(string name, params object[] parts) => string.Format(_culture, Word(name), parts);

    /// <summary>Names a part.</summary>
    public string NameOf(StatusPart part) => Word("Part" + part);

    /// <summary>Names a level.</summary>
    public string NameOf(StatusLevel level) => Word("Level" + level);

    /// <summary>Names a stage.</summary>
    public string NameOf(StatusStage stage) => Word("Stage" + stage);

    /// <summary>Formats a share of days or minutes, rounded down so that nothing that was missed looks like nothing.</summary>
    public string Percent(double share) => (Math.Floor(share * 10_000) / 100).ToString("0.00", _culture);

    /// <summary>Formats a moment in UTC, which everybody can convert.</summary>
    public static string Moment(DateTimeOffset moment) => moment.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
