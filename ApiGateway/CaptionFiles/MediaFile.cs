namespace Platform.ApiGateway.CaptionFiles;

/// <summary>Represents a recording in storage that is sent.</summary>
/// <param name="Key">The object key; null if the job has none.</param>
/// <param name="MediaType">The MIME type.</param>
/// <param name="Extension">The extension of a downloaded file's name; null for the one that the title has.</param>
internal sealed record MediaFile(string? Key, string MediaType, string? Extension);
