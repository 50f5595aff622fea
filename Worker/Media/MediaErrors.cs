using System.Globalization;
using Platform.Worker.Kinds;

namespace Platform.Worker.Media;

/// <summary>Creates the errors of recordings, worded for their owners.</summary>
internal static class MediaErrors
{
    public static JobFailedException InvalidUrl() => new("invalid_url", "The address is not an http or https URL.", retryable: false);

    public static JobFailedException AddressNotAllowed(Exception? cause = null) =>
        new("address_not_allowed", "The address is not on the public internet.", retryable: false, cause);

    public static JobFailedException ProtocolNotSupported() =>
        new("protocol_not_supported", "The recording is only to be had by another protocol than http and https.", retryable: false);

    public static JobFailedException NotFound(int status) => new("media_not_found", $"The media host answered {status}: there is nothing at this address.", retryable: false);

    public static JobFailedException Refused(int status) => new("media_refused", $"The media host answered {status}: it does not give the recording to us.", retryable: false);

    public static JobFailedException Unreachable(string why, Exception? cause = null) => new("media_unreachable", $"The media host could not be reached: {why}.", retryable: true, cause);

    public static JobFailedException TooManyRedirects() => new("too_many_redirects", "The address redirects too many times.", retryable: false);

    public static JobFailedException TooLarge(long maxBytes) => new("media_too_large", $"The recording is larger than {maxBytes / (1 << 20)} MiB.", retryable: false);

    public static JobFailedException ResultTooLarge(long maxBytes) =>
        new("media_too_large", $"The recording with captions is larger than {maxBytes / (1 << 20)} MiB.", retryable: false);

    public static JobFailedException TooLong(double maxSeconds) => new("media_too_long", $"The recording is longer than {maxSeconds / 60:0} minutes.", retryable: false);

    public static JobFailedException Empty() => new("empty_media", "The recording has no content.", retryable: false);

    public static JobFailedException NotMedia() => new("not_media", "This is not an audio or video file.", retryable: false);

    public static JobFailedException Truncated() => new("truncated_media", "The recording is cut off: a part of the file is missing.", retryable: false);

    /// <summary>Creates the error of an MP4, M4A, MOV or 3GP file without its index.</summary>
    public static JobFailedException IndexMissing(MissingIndex index) => new(
        "truncated_media",
        index == MissingIndex.First
            ? "The index that comes first in this file (moov) is missing, and without it nothing of the recording can be read. Take the recording from its beginning."
            : "The index that comes last in this file (moov) is missing, and without it nothing of the recording can be read: the file was cut off, or recording it did not come to its end. "
                + "Fetch or upload the whole file; what is recorded with the index first (faststart) or fragmented can be read as far as it goes.",
        retryable: false);

    public static JobFailedException TooComplex(Exception? cause = null) => new("media_too_complex", "Reading the recording took too long.", retryable: false, cause);

    public static JobFailedException TooMuchMemory() =>
        new("media_too_complex", "Reading the recording takes more memory than a recording may, as one with very large metadata (tags, pictures) does.", retryable: false);

    public static JobFailedException Expands() => new("media_too_complex", "The recording unpacks to far more sound than its size can hold.", retryable: false);

    public static JobFailedException TooManyPieces() =>
        new("media_too_complex", "The sound of the recording is cut into far more pieces than sound of its length has.", retryable: false);

    public static JobFailedException SampleRate(int rate) => new(
        "sound_not_supported", string.Create(CultureInfo.InvariantCulture, $"The sound has {rate} samples a second; it can be read from 4,000 to 384,000."), retryable: false);

    public static JobFailedException Channels(int channels) => new(
        "sound_not_supported", string.Create(CultureInfo.InvariantCulture, $"The sound has {channels} channels; up to 64 can be read."), retryable: false);

    public static JobFailedException NoSuchTrack(int track, int tracks) => new(
        "track_not_found", string.Create(CultureInfo.InvariantCulture, $"There is no sound track {track}: the recording has {tracks}, counted from 0."), retryable: false);

    public static JobFailedException NoAudio() => new("no_audio", "The recording has no sound track.", retryable: false);

    public static JobFailedException NoSpeech() => new("no_speech", "No words were found in the recording: nobody speaks in it, or not in the language that was chosen or detected.", retryable: false);

    public static JobFailedException ToolMissing(string program) =>
        new("tool_missing", "The worker lacks a program that captions need.", retryable: true, new FileNotFoundException(program));

    public static JobFailedException CaptionsGone() => new("captions_gone", "The captions or their recording do not exist any more.", retryable: false);

    public static JobFailedException NoPicture() => new("no_picture", "The recording has no moving picture into which captions could be burned.", retryable: false);

    public static JobFailedException CannotEncode() =>
        new("encoding_failed", "Sound and picture of the recording cannot be written into a file with captions: they are damaged.", retryable: false);

    public static JobFailedException UploadMissing() => new("upload_not_found", "The upload does not exist any more.", retryable: false);
}
