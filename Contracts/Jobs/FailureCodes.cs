namespace Platform.Contracts.Jobs;

/// <summary>
/// Lists why jobs fail, for documentation, metrics and alert rules. A code is the caller's if callers can cause it at will, so that nobody's files
/// raise an alert or use up an error budget.
/// </summary>
public static class FailureCodes
{
    /// <summary>Gets all codes.</summary>
    public static IReadOnlyList<FailureCode> All { get; } =
    [
        new("invalid_input", FailureSide.Caller, "the job's input is not what its kind needs"),
        new("invalid_url", FailureSide.Caller, "the address is no http or https URL"),
        new("address_not_allowed", FailureSide.Caller, "the address is not on the public internet"),
        new("protocol_not_supported", FailureSide.Caller, "the page gives its recording only by another protocol than http and https"),
        new("media_not_found", FailureSide.Caller, "the media host has nothing at this address"),
        new("media_refused", FailureSide.Caller, "the media host does not give the recording to us"),
        new("media_unreachable", FailureSide.Caller, "the media host could not be reached, in all attempts"),
        new("too_many_redirects", FailureSide.Caller, "the address leads on and on"),
        new("upload_not_found", FailureSide.Caller, "the upload was deleted"),
        new("media_too_large", FailureSide.Caller, "the recording has more bytes than are taken"),
        new("media_too_long", FailureSide.Caller, "the recording is longer than what is taken"),
        new("media_too_complex", FailureSide.Caller, "the recording unpacks to far more than its size can hold, is cut into far more pieces than its sound needs, or takes too long or too much memory to read"),
        new("sound_not_supported", FailureSide.Caller, "the sound has fewer or more samples a second, or more channels, than can be read"),
        new("track_not_found", FailureSide.Caller, "the recording has no sound track of that number"),
        new("empty_media", FailureSide.Caller, "the recording has no content"),
        new("not_media", FailureSide.Caller, "the file is no audio or video"),
        new("truncated_media", FailureSide.Caller, "the recording is cut off before any sound of it can be read, or lacks the index without which none can be: of an MP4, M4A, MOV or 3GP it may come last"),
        new("no_audio", FailureSide.Caller, "the recording has no sound track"),
        new("no_speech", FailureSide.Caller, "no words were found: nobody speaks in the recording, or not in its language"),
        new("captions_gone", FailureSide.Caller, "the captions or their recording were deleted before they were put together"),
        new("no_picture", FailureSide.Caller, "captions are to be burned into a recording that has no moving picture"),
        new("encoding_failed", FailureSide.Caller, "sound or picture are damaged and cannot be written into a file with captions"),
        new("language_not_supported", FailureSide.Caller, "the recogniser does not know the language"),
        new("timeout", FailureSide.Platform, "the attempt ran past its time limit; the caller's where the job came with a limit below the usual one"),
        new("worker_lost", FailureSide.Platform, "the job lost its worker too often"),
        new("recogniser_failed", FailureSide.Platform, "speech recognition ended with an error"),
        new("recogniser_unavailable", FailureSide.Platform, "the model of speech recognition is missing or broken, and nothing stands in for it"),
        new("recogniser_timeout", FailureSide.Platform, "speech recognition took too long"),
        new("tool_missing", FailureSide.Platform, "the worker lacks a program that it needs"),
        new("unknown_kind", FailureSide.Platform, "the worker does not know the kind of the job"),
        new("internal", FailureSide.Platform, "something went wrong inside"),
    ];
}
