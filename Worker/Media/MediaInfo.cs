namespace Platform.Worker.Media;

/// <summary>What a recording is, by its content.</summary>
/// <param name="MediaType">MIME type.</param>
/// <param name="DeclaredSeconds">Length of the sound by the file's own account, in seconds; null where that is a guess.</param>
/// <param name="HasVideo">Whether there is a picture that moves.</param>
internal sealed record MediaInfo(string MediaType, double? DeclaredSeconds, bool HasVideo);
