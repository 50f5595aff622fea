using System.Text.Json;

namespace Platform.Contracts.PublicApi;

/// <summary>Describes a log file of one replica of a service.</summary>
/// <param name="Service">The service.</param>
/// <param name="Name">The file name for <c>GET /logs/{filename}</c>.</param>
/// <param name="Length">The size in bytes.</param>
/// <param name="BegunAt">When the file was created.</param>
/// <param name="ModifiedAt">When the file was last written to.</param>
public sealed record LogFileResponse(string Service, string Name, long Length, DateTimeOffset BegunAt, DateTimeOffset ModifiedAt);

/// <summary>Holds the response of <c>GET /logs</c>.</summary>
/// <param name="Items">The files, the most recently written first.</param>
/// <param name="Unavailable">The services of which a replica did not answer.</param>
public sealed record LogFilesResponse(IReadOnlyList<LogFileResponse> Items, IReadOnlyList<string> Unavailable);

/// <summary>Holds the response of <c>GET /logs/lines</c>.</summary>
/// <param name="Items">The lines as they were written, newest first.</param>
/// <param name="Unavailable">The services of which a replica did not answer.</param>
/// <param name="NextCursor">The <c>cursor</c> for the next page; null on the last.</param>
public sealed record LogLinesResponse(IReadOnlyList<JsonElement> Items, IReadOnlyList<string> Unavailable, string? NextCursor);
