using Platform.Contracts.PublicApi;

namespace Platform.Contracts.Messaging;

/// <summary>
/// Holds the stored input of a job of kind <c>captioned_video</c>: what was asked for, and where captions and recording are. Nobody can name an object
/// of storage in a request: the gateway takes the keys from the captions job, and leaves them out of what it shows.
/// </summary>
/// <param name="CaptionsJobId">The job with the captions.</param>
/// <param name="Container">The kind of file, one of <see cref="VideoContainer"/>.</param>
/// <param name="Burn">Whether the captions are drawn into the picture.</param>
/// <param name="Style">How burned captions look; null for the defaults.</param>
/// <param name="Revision">The revision of the captions.</param>
/// <param name="CaptionsObject">The object key of the captions.</param>
/// <param name="MediaObject">The object key of the recording.</param>
public sealed record CaptionedVideoTask(
    Guid CaptionsJobId,
    string Container,
    bool Burn,
    BurnedStyle? Style,
    int Revision,
    string CaptionsObject,
    string MediaObject);
