using Platform.Contracts.PublicApi;
using Platform.Frontend.Elements;
using Platform.Frontend.Wording;

namespace Platform.Frontend.Captions;

/// <summary>Formats warnings about the recording of captions, for their readers.</summary>
internal static class CaptionWarnings
{
    /// <summary>Formats how much of a recording is missing.</summary>
    public static string MissingOf(IncompleteRecording incomplete) => incomplete.OfSeconds is { } length
        ? Phrase.Format(Words.IncompleteRecordingOf, Durations.Position(incomplete.EndsAtSeconds), Durations.Position(length))
        : Phrase.Format(Words.IncompleteRecording, Durations.Position(incomplete.EndsAtSeconds));
}
